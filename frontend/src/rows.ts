// A list worked from the keyboard: j and k move from row to row, x ticks one; Enter opens, being on the row's link.
export function walkRows(): void {
  const rows = Array.from(document.querySelectorAll<HTMLElement>("[data-row]"));
  if (!rows.length) return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.target instanceof HTMLElement)) return;
    const inside = event.target instanceof HTMLInputElement && event.target.type !== "checkbox";
    if (inside || /TEXTAREA|SELECT/.test(event.target.tagName) || document.querySelector("dialog[open]")) return;
    const place = rows.findIndex((row) => row.contains(document.activeElement));
    if (event.key === "j" || event.key === "k") {
      const next = event.key === "j" ? Math.min(place + 1, rows.length - 1) : Math.max(place - 1, 0);
      event.preventDefault();
      rows[next].querySelector<HTMLElement>("a")?.focus();
      rows[next].scrollIntoView({ block: "nearest" });
    } else if (event.key === "x" && place >= 0) {
      const box = rows[place].querySelector<HTMLInputElement>("input[type=checkbox]");
      if (box) { event.preventDefault(); box.checked = !box.checked; }
    } else if (event.key === "o" && place >= 0) {
      rows[place].querySelector<HTMLAnchorElement>("a")?.click();
    }
  });
}

// Words kept for answers: choosing some puts them into the field they are for, after what stands there already; choosing
// others takes the first ones out again, so that one can walk through them with the arrows.
export function fillFromTemplates(): void {
  document.querySelectorAll<HTMLSelectElement>("select[data-fills]").forEach((select) => {
    let last = "";
    select.addEventListener("change", () => {
      const field = document.getElementById(select.dataset.fills ?? "") as HTMLTextAreaElement | null;
      const text = select.selectedOptions[0]?.dataset.text ?? "";
      if (!field) return;
      const own = (last && field.value.endsWith(last) ? field.value.slice(0, -last.length) : field.value).trimEnd();
      field.value = own && text ? `${own}\n${text}` : own + text;
      last = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
}
