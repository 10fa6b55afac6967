// Charts from a table: the table is the data, the chart a second way to look at it.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

document.querySelectorAll<HTMLElement>("[data-chart]").forEach((place) => {
  const table = document.getElementById(place.dataset.chart ?? "");
  if (!table) return;
  const rows = Array.from(table.querySelectorAll("tbody tr")).map((row) => Array.from(row.children).map((cell) => (cell as HTMLElement).dataset.value ?? cell.textContent?.trim() ?? ""));
  const style = getComputedStyle(document.documentElement);
  const chart = echarts.init(place, undefined, { renderer: "svg" });
  chart.setOption({
    animation: false, aria: { enabled: true }, tooltip: {}, grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
    textStyle: { fontFamily: style.getPropertyValue("--font") },
    xAxis: { type: "value", axisLabel: { color: style.getPropertyValue("--text-2") } },
    yAxis: { type: "category", inverse: true, data: rows.map((row) => row[0]), axisLabel: { color: style.getPropertyValue("--text-2") } },
    series: [{ type: "bar", data: rows.map((row) => Number(row[1].replace(/,/g, ""))), label: { show: true, position: "right", color: style.getPropertyValue("--ink") }, itemStyle: { color: style.getPropertyValue("--primary") } }],
  });
  window.addEventListener("resize", () => chart.resize());
});
