// Everything here only adds comfort: each page reads and submits without it.
import { keepForms } from "./autosave";
import { fillGrids } from "./grid";
import { queueSignIns } from "./queue";
import { fillFromTemplates, walkRows } from "./rows";

document.addEventListener("keydown", (event) => {
  const search = document.querySelector<HTMLInputElement>("input[data-search]");
  const typing = event.target instanceof HTMLElement && /INPUT|TEXTAREA|SELECT/.test(event.target.tagName);
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && search) {
    event.preventDefault();
    search.focus();
  } else if (event.key === "Escape") {
    document.querySelectorAll<HTMLDetailsElement>("details.menu[open]").forEach((menu) => (menu.open = false));
    if (drawer?.hasAttribute("data-open")) turnDrawer(false);
  } else if (event.key === "?" && !typing) {
    openShortcuts();
  }
});

// The list of shortcuts: a dialog here, a page without script.
function openShortcuts(): boolean {
  const dialog = document.querySelector<HTMLDialogElement>("dialog#shortcuts");
  if (!dialog || dialog.open) return Boolean(dialog);
  dialog.showModal();
  return true;
}
document.querySelector("a[data-shortcuts]")?.addEventListener("click", (event) => {
  if (openShortcuts()) event.preventDefault();
});

// On a narrow screen the menu is a drawer that a link's #menu opens; here it opens without a step in the history.
const drawer = document.getElementById("menu");
function turnDrawer(open: boolean): void {
  if (!drawer) return;
  drawer.toggleAttribute("data-open", open);
  const to = open ? drawer.querySelector<HTMLElement>("[data-menu]") : document.querySelector<HTMLElement>(".menu-button");
  to?.focus();
}
document.querySelectorAll<HTMLAnchorElement>("a[data-menu]").forEach((link) =>
  link.addEventListener("click", (event) => {
    if (drawer?.matches(":target")) return; // opened by its address: closed by it too
    event.preventDefault();
    turnDrawer(!drawer?.hasAttribute("data-open"));
  }),
);
drawer?.addEventListener("focusout", (event) => {
  if (event.relatedTarget instanceof Node && !drawer.contains(event.relatedTarget)) drawer.removeAttribute("data-open");
});

document.addEventListener("click", (event) => {
  document.querySelectorAll<HTMLDetailsElement>("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target as Node)) menu.open = false;
  });
});

// A form is sent once: a second click while the first is under way is not a second submission.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method.toLowerCase() === "post" && !("again" in form.dataset)) form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => delete form.dataset.sent));

document.addEventListener("click", (event) => {
  const button = (event.target as HTMLElement).closest<HTMLElement>("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy ?? "");
  if (source) void navigator.clipboard.writeText(source.textContent ?? "").then(() => (button.textContent = button.dataset.copied ?? ""));
});

// A number behind the # of an address never reaches the server's log: it is put into its field here.
const fromFragment = document.querySelector<HTMLInputElement>("input[data-from-fragment]");
if (fromFragment && location.hash.length > 1) {
  fromFragment.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}

// An act that cannot be taken back asks once more, in the words of its own button. Without a script it is done at once.
document.addEventListener("click", (event) => {
  const button = (event.target as HTMLElement).closest<HTMLButtonElement>("button[data-confirm]");
  const dialog = document.querySelector<HTMLDialogElement>("dialog#confirm");
  const form = button?.form;
  if (!button || !dialog || !form) return;
  event.preventDefault();
  if (!form.reportValidity()) return;
  const sure = dialog.querySelector<HTMLButtonElement>("button[data-sure]")!;
  dialog.querySelector("p")!.textContent = button.dataset.confirm ?? "";
  sure.textContent = button.textContent?.trim() ?? "";
  sure.onclick = () => {
    dialog.close();
    form.requestSubmit(button);
  };
  dialog.showModal();
});

// Drafts: what is typed stays on this device until it was sent; only who typed it gets it back. Of somebody without an
// account nothing is left when the window is closed: the device may be shared.
const person = document.body.dataset.person ?? "";
const KEPT = ["text", "date", "time", "number", "tel", "email", "url"].map((type) => `input[type=${type}]`).concat("textarea").join();
const drafts = person ? localStorage : sessionStorage;
document.querySelectorAll<HTMLFormElement>("form[data-draft]").forEach((form) => {
  const key = `draft:${person}:${form.dataset.draft}`;
  const note = form.querySelector<HTMLElement>("[data-draft-note]");
  const fields = () => Array.from(form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(KEPT));
  // A form with a version knows whether the server has something newer than the draft; the others fill empty fields.
  const version = form.querySelector<HTMLInputElement>("input[name=version]")?.value;
  const kept = drafts.getItem(key);
  if (kept) {
    const { values, version: from } = JSON.parse(kept) as { values?: Record<string, string>; version?: string };
    if (version !== undefined && from !== version) drafts.removeItem(key);
    else {
      const lost = fields().filter((field) => values?.[field.name] && values[field.name] !== field.value && (version !== undefined || !field.value));
      lost.forEach((field) => (field.value = values?.[field.name] ?? ""));
      if (lost.length && note && form.dataset.draftRestored) note.textContent = form.dataset.draftRestored;
    }
  }
  form.addEventListener("input", () => {
    drafts.setItem(key, JSON.stringify({ version, values: Object.fromEntries(fields().map((field) => [field.name, field.value])) }));
    if (note) note.textContent = `${note.dataset.draftNote} ${new Date().toLocaleTimeString()}`;
  });
  form.addEventListener("submit", () => { if (version === undefined) drafts.removeItem(key); });
});

document.addEventListener("click", (event) => {
  if ((event.target as HTMLElement).closest("[data-print]")) window.print();
});

// Ctrl Enter presses the button marked for it: on to the next without leaving the keyboard.
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter" || !(event.target instanceof HTMLElement)) return;
  event.target.closest("form")?.querySelector<HTMLButtonElement>("button[data-quick]")?.click();
});

// One key for one act where many are judged in a row: the button or link that names it in `data-key`.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
  if (/TEXTAREA|SELECT/.test(event.target.tagName) || (event.target instanceof HTMLInputElement && event.target.type !== "radio") || document.querySelector("dialog[open]")) return;
  const act = Array.from(document.querySelectorAll<HTMLElement>("[data-key]")).find((one) => one.dataset.key === event.key);
  if (act) { event.preventDefault(); if (/TEXTAREA|SELECT/.test(act.tagName)) act.focus(); else act.click(); }
  if (act?.matches("details[open] > summary")) act.parentElement?.querySelector<HTMLElement>("select, textarea, input:not([type=hidden])")?.focus();
});

// The way back stands for ten seconds, longer under a finger or the focus; without a script it stays and says when it is over.
document.querySelectorAll<HTMLFormElement>("form[data-undo]").forEach((form) => setTimeout(() => form.matches(":hover, :focus-within") || form.remove(), 10_000));

// A running job's page looks again until it is done.
const running = document.querySelector<HTMLElement>("[data-refresh-every]");
if (running) setTimeout(() => location.reload(), Number(running.dataset.refreshEvery) * 1000);

// A day is read in one piece: 2026-12-01 does not break at its hyphens where lines are narrow.
function keepDays(): void {
  const texts = document.createTreeWalker(document.querySelector("main") ?? document.body, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  for (let node = texts.nextNode(); node; node = texts.nextNode())
    if (/\d{4}-\d\d-\d\d/.test(node.nodeValue ?? "") && !node.parentElement?.closest("textarea, select, script, style")) found.push(node as Text);
  for (const text of found) {
    const parts = text.data.split(/(\d{4}-\d\d-\d\d)/).map((part, n) => (n % 2 ? Object.assign(document.createElement("span"), { className: "day", textContent: part }) : part));
    text.replaceWith(...parts);
  }
}
if (matchMedia("(max-width: 1023px)").matches) keepDays();

queueSignIns();

document.querySelectorAll<HTMLButtonElement>("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
fillGrids();
keepForms();
walkRows();
fillFromTemplates();
