// The paper sign-in's grid: a block pasted from a spreadsheet fills the cells to the right and below, Enter and the
// arrow keys move as they do there. Without a script the cells are plain fields and the block is pasted above.
function cells(row: HTMLTableRowElement): HTMLInputElement[] {
  return Array.from(row.querySelectorAll<HTMLInputElement>("input[name]:not([type=hidden])"));
}

export function fillGrids(): void {
  document.querySelectorAll<HTMLFormElement>("form[data-grid]").forEach((form) => {
    const rows = Array.from(form.querySelectorAll<HTMLTableRowElement>("tbody tr"));
    const place = (input: EventTarget | null): [number, number] | null => {
      const row = rows.findIndex((one) => one.contains(input as Node));
      const column = row < 0 ? -1 : cells(rows[row]).indexOf(input as HTMLInputElement);
      return column < 0 ? null : [row, column];
    };
    form.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text") ?? "";
      const from = place(event.target);
      if (!from || !/[\t\n]/.test(text.trim())) return;
      const block = text.replace(/\r/g, "").replace(/\n$/, "").split("\n").map((line) => line.split("\t"));
      if (from[0] + block.length > rows.length) {
        // More than there are rows: the server lays out as many as are needed.
        const whole = form.querySelector<HTMLTextAreaElement>("textarea[name=pasted]");
        if (whole && from[0] === 0) {
          event.preventDefault();
          whole.value = text;
          form.querySelector<HTMLButtonElement>("button[value=paste]")?.click();
        }
        return;
      }
      event.preventDefault();
      block.forEach((line, down) => line.forEach((value, right) => {
        const cell = cells(rows[from[0] + down])[from[1] + right];
        if (cell) cell.value = value.trim();
      }));
    });
    form.addEventListener("keydown", (event) => {
      const here = place(event.target);
      if (!here) return;
      const step = event.key === "Enter" || event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      const next = step ? rows[here[0] + step] : undefined;
      if (event.key === "Enter" || next) event.preventDefault();
      if (next) cells(next)[here[1]]?.focus();
    });
  });
}
