// Charts from a table: the table is the data and stays; the chart is a second way to look at it.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

type Row = { name: string; value: number | null };

function rowsOf(table: HTMLElement): Row[] {
  return Array.from(table.querySelectorAll("tbody tr")).map((row) => {
    const [name, cell] = Array.from(row.children) as HTMLElement[];
    const text = (cell.dataset.value ?? cell.textContent ?? "").replace(/,/g, "").trim();
    return { name: name.textContent?.trim() ?? "", value: text === "" || Number.isNaN(Number(text)) ? null : Number(text) };
  });
}

document.querySelectorAll<HTMLElement>("[data-chart]").forEach((place) => {
  const table = document.getElementById(place.dataset.chart ?? "");
  if (!table) return;
  const rows = rowsOf(table);
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const share = Boolean(place.dataset.share);
  const shown = (value: number) => (share ? `${Math.round(value * 1000) / 10} %` : String(value));
  const quiet = { axisLabel: { color: colour("--text-2") }, axisLine: { lineStyle: { color: colour("--line") } }, splitLine: { lineStyle: { color: colour("--line-soft") } } };
  const names = { type: "category" as const, data: rows.map((row) => row.name), ...quiet };
  const values = { type: "value" as const, min: 0, max: share ? 1 : undefined, ...quiet, axisLabel: { ...quiet.axisLabel, formatter: shown } };
  const line = place.dataset.kind === "line";
  const chart = echarts.init(place, undefined, { renderer: "svg" });
  chart.setOption({
    animation: false,
    aria: { enabled: true },
    tooltip: { trigger: "axis", valueFormatter: (value: unknown) => (typeof value === "number" ? shown(value) : "—") },
    grid: { left: 8, right: 24, top: 20, bottom: 8, containLabel: true },
    textStyle: { fontFamily: colour("--font") },
    xAxis: line ? names : values,
    yAxis: line ? values : { ...names, axisLabel: { ...names.axisLabel, interval: 0 }, inverse: true },
    series: [
      {
        type: line ? "line" : "bar",
        data: rows.map((row) => row.value),
        label: { show: true, position: line ? "top" : "right", color: colour("--ink"), formatter: (one: { value?: unknown }) => (typeof one.value === "number" ? shown(one.value) : "") },
        itemStyle: { color: colour("--primary") },
      },
    ],
  });
  window.addEventListener("resize", () => chart.resize());
});
