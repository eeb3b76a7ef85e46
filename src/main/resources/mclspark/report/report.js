"use strict";
(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const plots = [];

  const number = (value) => {
    if (value == null) return "–";
    const size = Math.abs(value);
    if (size !== 0 && size < 1e-4) return value.toExponential(2);
    return value.toLocaleString("en", { maximumSignificantDigits: size >= 1000 ? 6 : 4 });
  };

  const axis = (label, size) => ({
    label,
    size,
    labelSize: 22,
    labelFont: "13px system-ui, sans-serif",
    font: "12px system-ui, sans-serif",
    labelGap: 2,
    stroke: () => colour("soft"),
    grid: { stroke: () => colour("rule"), width: 1 },
    ticks: { stroke: () => colour("rule"), width: 1, size: 4 },
    values: (plot, ticks) => ticks.map((tick) => (tick == null ? "" : number(tick))),
  });

  const draw = (figure) => {
    const chart = JSON.parse(figure.querySelector("script").textContent);
    const place = figure.querySelector(".plot");
    const few = chart.data[0].length <= 40;
    const size = () => ({ width: Math.max(220, place.clientWidth), height: 260 });
    const options = {
      ...size(),
      scales: { x: { time: false } },
      axes: [
        { ...axis(chart.x_label, 30), incrs: [1, 2, 5].flatMap((n) => [...Array(9).keys()].map((e) => n * 10 ** e)).sort((a, b) => a - b) },
        axis(chart.y_label, 58),
      ],
      series: [
        { label: chart.x_label, value: (plot, value) => number(value) },
        ...chart.series.map((line) => ({
          label: line.label,
          stroke: () => colour(line.colour),
          width: 2,
          spanGaps: few,
          points: { show: few, size: 6, fill: () => colour(line.colour) },
          value: (plot, value) => number(value),
        })),
      ],
      legend: { markers: { width: 0, fill: (plot, i) => colour(chart.series[i - 1].colour) } },
    };
    const plot = new uPlot(options, chart.data, place);
    plots.push({ plot, resize: () => plot.setSize(size()), series: chart.series });
  };

  const recolour = () => {
    for (const { plot, series } of plots) {
      plot.root.querySelectorAll(".u-legend .u-series:not(:first-child) .u-marker").forEach((marker, i) => {
        marker.style.background = colour(series[i].colour);
      });
      plot.redraw();
    }
  };

  document.querySelectorAll(".chart").forEach(draw);
  dark.addEventListener("change", recolour);
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => plots.forEach((entry) => entry.resize()));
  });

  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const say = (event) => {
    const cell = event.target.closest(".heat tbody td");
    tip.hidden = !cell;
    if (!cell) return;
    const row = cell.parentElement.cells[0].textContent.trim();
    const column = cell.closest("table").tHead.rows[0].cells[cell.cellIndex].textContent.trim();
    tip.textContent = `${row} taken for ${column}: ${cell.textContent.trim() || 0}`;
    tip.style.left = Math.min(event.pageX + 12, innerWidth - 270 + scrollX) + "px";
    tip.style.top = event.pageY + 14 + "px";
  };
  document.addEventListener("pointermove", say);
})();
