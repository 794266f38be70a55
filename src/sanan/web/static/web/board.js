// The three charts of the board. The table beside each holds the same numbers.
const data = JSON.parse(document.getElementById("charts").textContent);
const style = getComputedStyle(document.documentElement);
const ink = () => style.getPropertyValue("--desk-soft").trim();
const late = () => style.getPropertyValue("--late").trim();
const green = "#3a9d68";
const still = { animation: false, textStyle: { fontFamily: "inherit" } };

const drawn = {
  places: () => ({
    ...still,
    legend: { right: 0, top: 0, textStyle: { color: ink() } },
    grid: { left: 8, right: 8, top: 36, bottom: 8, containLabel: true },
    tooltip: { renderMode: "richText", trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "category", data: data.places.names, axisLabel: { color: ink(), interval: 0, rotate: data.places.names.length > 10 ? 35 : 0 } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: ink() }, splitLine: { lineStyle: { opacity: 0.25 } } },
    series: [
      { name: data.places.labels[0], type: "bar", stack: "all", barMaxWidth: 36, data: data.places.open, itemStyle: { color: green } },
      { name: data.places.labels[1], type: "bar", stack: "all", barMaxWidth: 36, data: data.places.overdue, itemStyle: { color: late(), decal: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: 0.8 } } },
    ],
  }),
  hot: () => ({
    ...still,
    grid: { left: 8, right: 40, top: 8, bottom: 8, containLabel: true },
    tooltip: { renderMode: "richText", trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "value", minInterval: 1, axisLabel: { color: ink() }, splitLine: { lineStyle: { opacity: 0.25 } } },
    yAxis: { type: "category", inverse: true, data: data.hot.names, axisLabel: { color: ink(), width: 110, overflow: "truncate", interval: 0 } },
    series: [{ name: data.hot.label, type: "bar", barMaxWidth: 18, data: data.hot.values, itemStyle: { color: green }, label: { show: true, position: "right", color: ink() } }],
  }),
  rates: () => ({
    ...still,
    grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: data.rates.names, axisLabel: { color: ink() } },
    yAxis: { type: "value", max: 100, axisLabel: { color: ink(), formatter: "{value}%" }, splitLine: { lineStyle: { opacity: 0.25 } } },
    series: [{ type: "bar", barMaxWidth: 48, data: data.rates.values, itemStyle: { color: green }, label: { show: true, position: "top", color: ink(), formatter: "{c}%" } }],
  }),
};

const charts = [...document.querySelectorAll("[data-chart]")].map((place) => {
  const chart = window.echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(drawn[place.dataset.chart]());
  return chart;
});
const fit = () => charts.forEach((chart) => chart.resize());
window.addEventListener("resize", fit);
window.addEventListener("beforeprint", fit);
new MutationObserver(() => {
  document.querySelectorAll("[data-chart]").forEach((place, at) => charts[at].setOption(drawn[place.dataset.chart]()));
}).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
