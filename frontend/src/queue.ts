// Check-in over a weak network: what could not be sent waits on the phone and is sent again with the same key.
type Waiting = { url: string; body: string };
const STORE = "sign-ins";

const read = (): Waiting[] => JSON.parse(localStorage.getItem(STORE) ?? "[]") as Waiting[];
const write = (rows: Waiting[]): void => localStorage.setItem(STORE, JSON.stringify(rows));

function show(form: HTMLFormElement, text: string): void {
  const line = form.querySelector<HTMLElement>("[data-queue-state]");
  if (line) line.textContent = text;
}

async function post(row: Waiting): Promise<boolean> {
  try {
    const response = await fetch(row.url, {
      method: "POST", body: row.body, credentials: "same-origin",
      headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "fetch" },
    });
    return response.status < 500;
  } catch {
    return false;
  }
}

async function flush(form: HTMLFormElement): Promise<void> {
  for (const row of read()) {
    if (!(await post(row))) break;
    write(read().filter((other) => other.body !== row.body));
  }
  const left = read().length;
  show(form, left ? `${form.dataset.waiting} ${left}` : form.dataset.synced ?? "");
}

export function queueSignIns(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-offline-queue]");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    delete form.dataset.sent;
    const data = new FormData(form);
    data.set("key", crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`);
    data.set("signed_at", new Date().toISOString());
    const row = { url: form.action, body: new URLSearchParams(data as unknown as Record<string, string>).toString() };
    write([...read(), row]);
    form.querySelectorAll<HTMLInputElement>("input[type=text]").forEach((input) => (input.value = ""));
    form.querySelector<HTMLInputElement>("input[type=text]")?.focus();
    show(form, `${form.dataset.waiting} ${read().length}`);
    void flush(form);
  });
  window.addEventListener("online", () => void flush(form));
  setInterval(() => { if (read().length) void flush(form); }, 4000);
  void flush(form);
}
