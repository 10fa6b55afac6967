// A form that keeps itself while one types: what stands in it is sent a moment after the last key, files aside.
// Without a script there is a button for it. A submission waits for a save under way, so that the two never cross.
const PAUSE = 900;

export function keepForms(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-autosave]").forEach((form) => {
    const note = form.querySelector<HTMLElement>("[data-saved]");
    const version = form.querySelector<HTMLInputElement>("input[name=version]");
    let timer = 0;
    let underWay: Promise<void> | null = null;

    const say = (text: string) => { if (note) note.textContent = text; };
    async function save(): Promise<void> {
      const data = new FormData(form);
      for (const [name, value] of Array.from(data.entries())) if (value instanceof File) data.delete(name);
      data.set("act", "save");
      try {
        const response = await fetch(form.action || location.href, {
          method: "POST", body: data, credentials: "same-origin", headers: { "X-Requested-With": "fetch" },
        });
        const answer = (await response.json()) as { version?: number; saved?: string; problem?: string };
        if (response.ok && version) {
          version.value = String(answer.version);
          say(`${note?.dataset.saved} ${answer.saved}`);
        } else say(`${note?.dataset.unsaved}${answer.problem ?? ""}`);
      } catch {
        say(note?.dataset.unsaved ?? "");
      }
    }
    form.addEventListener("input", (event) => {
      if (event.target instanceof HTMLInputElement && event.target.type === "file") return;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        underWay = (underWay ?? Promise.resolve()).then(save).finally(() => (underWay = null));
      }, PAUSE);
    });
    form.addEventListener("submit", (event) => {
      window.clearTimeout(timer);
      if (!underWay) return;
      event.preventDefault();
      event.stopPropagation();
      const button = event.submitter;
      void underWay.then(() => form.requestSubmit(button));
    });
  });
}
