// How often suggestions were confirmed. The table below each chart holds the same numbers.
const data = JSON.parse(document.getElementById("charts")?.textContent ?? "{}");
const style = getComputedStyle(document.documentElement);
const ink = () => style.getPropertyValue("--desk-soft").trim();
const green = "#3a9d68";
const base = () => ({
  animation: false,
  textStyle: { fontFamily: "inherit" },
  tooltip: { renderMode: "richText", trigger: "axis", axisPointer: { type: "shadow" } },
});
const percent = () => ({ type: "value", min: 0, max: 100, axisLabel: { color: ink(), formatter: "{value}%" }, splitLine: { lineStyle: { opacity: 0.25 } } });
const drawn = {
  categories: () => ({
    ...base(),
    grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
    xAxis: percent(),
    yAxis: { type: "category", inverse: true, data: data.categories.names, axisLabel: { color: ink(), width: 110, overflow: "truncate", interval: 0 } },
    series: [{ type: "bar", barMaxWidth: 18, data: data.categories.values, itemStyle: { color: green }, label: { show: true, position: "right", color: ink(), formatter: "{c}%" } }],
  }),
  months: () => ({
    ...base(),
    grid: { left: 8, right: 24, top: 24, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: data.months.names, axisLabel: { color: ink() } },
    yAxis: percent(),
    series: [{ type: "line", symbolSize: 8, data: data.months.values, lineStyle: { color: green }, itemStyle: { color: green }, label: { show: true, color: ink(), formatter: "{c}%" } }],
  }),
};
const charts = [...document.querySelectorAll("[data-chart]")].map((place) => {
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(drawn[place.dataset.chart]());
  return chart;
});
window.addEventListener("resize", () => charts.forEach((chart) => chart.resize()));
new MutationObserver(() => {
  document.querySelectorAll("[data-chart]").forEach((place, at) => charts[at].setOption(drawn[place.dataset.chart]()));
}).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
