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
    if (event.target.closest(".maps canvas")) return;
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

  const mapOf = (maps) => {
    const { classes, labels, peers, pictures } = JSON.parse(maps.querySelector("script").textContent);
    const canvases = [...maps.querySelectorAll("canvas")];
    const picture = document.createElement("img");
    const words = document.createElement("div");
    let chosen = -1;

    const place = (canvas, peer) => {
      const width = Math.max(220, canvas.parentElement.clientWidth);
      const height = 360;
      const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;
      const range = (values) => Math.max(...values) - Math.min(...values) || 1;
      const scale = Math.min((width - 24) / range(peer.x), (height - 24) / range(peer.y));
      return {
        width,
        height,
        x: peer.x.map((x) => width / 2 + (x - middle(peer.x)) * scale),
        y: peer.y.map((y) => height / 2 - (y - middle(peer.y)) * scale),
      };
    };
    let places = [];

    const paint = () => {
      canvases.forEach((canvas, number) => {
        const { width, height, x, y } = places[number];
        const context = canvas.getContext("2d");
        const dense = devicePixelRatio || 1;
        canvas.width = width * dense;
        canvas.height = height * dense;
        canvas.style.width = width + "px";
        canvas.style.height = height + "px";
        context.scale(dense, dense);
        labels.forEach((label, i) => {
          context.fillStyle = `hsl(${(label * 137.5) % 360} 65% 50% / 0.75)`;
          context.beginPath();
          context.arc(x[i], y[i], pictures[i] ? 4 : 2, 0, 7);
          context.fill();
        });
        if (chosen >= 0) {
          context.strokeStyle = colour("ink");
          context.lineWidth = 2;
          context.beginPath();
          context.arc(x[chosen], y[chosen], 7, 0, 7);
          context.stroke();
        }
      });
    };

    const nearest = (canvas, event) => {
      const { x, y } = places[canvases.indexOf(canvas)];
      const box = canvas.getBoundingClientRect();
      let best = -1;
      let least = 12;
      labels.forEach((label, i) => {
        const away = Math.hypot(x[i] - event.clientX + box.left, y[i] - event.clientY + box.top);
        const distance = pictures[i] ? away : away + 4;
        if (distance < least) [best, least] = [i, distance];
      });
      return best;
    };

    const point = (event) => {
      const canvas = event.target;
      const found = nearest(canvas, event);
      if (found !== chosen) {
        chosen = found;
        paint();
      }
      tip.hidden = found < 0;
      if (found < 0) return;
      const said = classes[peers[canvases.indexOf(canvas)].predicted[found]];
      const own = classes[labels[found]];
      words.textContent = said === own ? own : `${own}, taken for ${said}`;
      if (pictures[found]) picture.src = "data:image/jpeg;base64," + pictures[found];
      tip.replaceChildren(...(pictures[found] ? [picture, words] : [words]));
      tip.style.left = Math.min(event.pageX + 12, innerWidth - 270 + scrollX) + "px";
      tip.style.top = event.pageY + 14 + "px";
    };

    const lay = () => {
      places = canvases.map((canvas, number) => place(canvas, peers[number]));
      paint();
    };
    picture.alt = "";
    picture.width = 80;
    canvases.forEach((canvas) => canvas.addEventListener("pointermove", point));
    dark.addEventListener("change", paint);
    addEventListener("resize", lay);
    lay();
  };
  document.querySelectorAll(".maps").forEach(mapOf);
})();
