// Check-in over a weak network: what could not be sent waits on the phone and is sent again with the same key.
// Nothing leaves the store before the server has answered for it: accepted, or refused with a reason that is shown.
type Waiting = { url: string; key: string; name: string; body: string };
type Answer = { ok: boolean; problem: string; there: boolean };
const STORE = "sign-ins";
const PAUSE = 4000;

const read = (): Waiting[] => {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "[]") as Waiting[];
  } catch {
    return [];
  }
};
const write = (rows: Waiting[]): void => localStorage.setItem(STORE, JSON.stringify(rows));
const drop = (key: string): void => write(read().filter((row) => row.key !== key));
const newKey = (): string => (crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`);

// null: nobody answered for it (no network, a proxy's page, a server restarting): it stays and is tried again.
async function post(row: Waiting): Promise<Answer | null> {
  try {
    const response = await fetch(row.url, {
      method: "POST", body: row.body, credentials: "same-origin", redirect: "error",
      headers: { "Content-Type": "application/x-www-form-urlencoded", "X-Requested-With": "fetch" },
    });
    if (response.status !== 200 && response.status !== 422) return null;
    return (await response.json()) as Answer;
  } catch {
    return null;
  }
}

class Queue {
  private busy = false;

  constructor(private readonly form: HTMLFormElement) {}

  private show(text: string): void {
    const line = this.form.querySelector<HTMLElement>("[data-queue-state]");
    if (line && line.textContent !== text) line.textContent = text;
  }

  private tell(text: string): void {
    const list = this.form.querySelector<HTMLElement>("[data-queue-problems]");
    if (!list) return;
    const line = document.createElement("li");
    line.className = "message warning";
    line.textContent = text;
    list.append(line);
  }

  state(done: boolean): void {
    const left = read().length;
    const words = this.form.dataset;
    if (left) this.show(`${navigator.onLine && this.busy ? words.sending : words.waiting} ${left}`);
    else if (done) this.show(words.synced ?? "");
  }

  add(row: Waiting): void {
    write([...read(), row]);
    this.state(true);
  }

  // One at a time, and one page at a time: two tabs of one phone must not both believe they sent the last one.
  async flush(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    let sent = false;
    try {
      for (let row = read()[0]; row; row = read()[0]) {
        const answer = await post(row);
        if (answer === null) break;
        drop(row.key);
        sent = true;
        if (!answer.ok) this.tell(`${row.name}：${answer.problem}`);
        else if (answer.there) this.tell(`${row.name}：${this.form.dataset.there}`);
        this.state(false);
      }
    } finally {
      this.busy = false;
      this.state(sent);
    }
  }
}

export function queueSignIns(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-offline-queue]");
  if (!form) return;
  const queue = new Queue(form);
  // The worker keeps this page on the phone, so that it opens again without a network.
  if ("serviceWorker" in navigator && form.dataset.worker) {
    void navigator.serviceWorker.register(form.dataset.worker).catch(() => undefined);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    delete form.dataset.sent;
    const data = new FormData(form);
    const name = String(data.get("name") ?? "").trim();
    if (!name) return;
    const key = newKey();
    data.set("key", key);
    data.set("signed_at", new Date().toISOString());
    queue.add({ url: form.action, key, name, body: new URLSearchParams(data as unknown as Record<string, string>).toString() });
    form.querySelectorAll<HTMLInputElement>("input:not([type=hidden])").forEach((input) => (input.value = ""));
    form.querySelector<HTMLInputElement>("input[name=name]")?.focus();
    void queue.flush();
  });
  window.addEventListener("online", () => void queue.flush());
  window.addEventListener("storage", () => queue.state(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) void queue.flush(); });
  setInterval(() => { if (read().length) void queue.flush(); }, PAUSE);
  if (read().length) { queue.state(false); void queue.flush(); }
}
