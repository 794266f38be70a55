// Maps: drawn when asked for, from the page's own features and our own ground. The list beside each
// map says the same, so that nothing is lost where this file, or WebGL, is missing.

const SPAN = 0.02; // degrees around a lone point, about two kilometres
const FAR = 17;
const LETTERS = ["system-ui"];
const part = (figure, name) => figure.querySelector(`[data-map-${name}]`);

for (const figure of document.querySelectorAll("[data-map]")) {
  const open = part(figure, "open");
  open.hidden = false;
  open.addEventListener("click", () => show(figure));
  if ("mapNow" in figure.dataset) show(figure);
}

async function show(figure) {
  const open = part(figure, "open");
  open.hidden = true;
  part(figure, "stage").hidden = false;
  try {
    await draw(figure);
  } catch {
    part(figure, "stage").hidden = true;
    part(figure, "sorry").hidden = false;
  }
}

async function draw(figure) {
  const [gl, ground] = await Promise.all([library(figure), surroundings(figure)]);
  const shown = JSON.parse(figure.querySelector("script")?.textContent || '{"features": []}');
  const picks = "mapPick" in figure.dataset;
  const map = new gl.Map({
    container: part(figure, "face"),
    style: style(figure, shown, ground),
    bounds: bounds(shown.features.length ? shown : ground, picks && chosen(figure)),
    fitBoundsOptions: { padding: 36, maxZoom: FAR },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    cooperativeGestures: !picks,
    fadeDuration: 0,
    locale: words(figure),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new gl.NavigationControl({ showCompass: false }));
  map.addControl(new gl.ScaleControl());
  follow(figure, map, shown);
  if (picks) pick(figure, map);
  else tell(figure, map, gl);
}

// --- What is fetched only when somebody wants a map.
async function library(figure) {
  const { mapCode, mapWorker, mapStyle } = figure.dataset;
  if (!document.querySelector(`link[href="${mapStyle}"]`)) {
    const sheet = document.createElement("link");
    Object.assign(sheet, { rel: "stylesheet", href: mapStyle });
    document.head.append(sheet);
  }
  const gl = await import(new URL(mapCode, location.href));
  gl.setWorkerUrl(new URL(mapWorker, location.href).href);
  return gl;
}

async function surroundings(figure) {
  const nothing = { type: "FeatureCollection", features: [] };
  if (!figure.dataset.mapGround) return nothing;
  const answer = await fetch(figure.dataset.mapGround);
  return answer.ok ? answer.json() : nothing;
}

// --- How it is drawn. Colours are the page's own, so that light, dark and print agree.
function colours(figure) {
  const style = getComputedStyle(figure);
  return (name) => style.getPropertyValue(`--map-${name}`).trim();
}

function style(figure, shown, ground) {
  const ink = colours(figure);
  const tone = ["match", ["get", "tone"], "done", ink("done"), "soon", ink("soon"), "late", ink("late"), "rest", ink("rest"), ink("plain")];
  const shade = ["case", ["has", "step"], ["+", 0.15, ["*", 0.17, ["get", "step"]]], 0.3];
  const is = (...kinds) => ["match", ["geometry-type"], kinds, true, false];
  const polygons = is("Polygon", "MultiPolygon");
  const lines = is("LineString", "MultiLineString");
  const points = is("Point", "MultiPoint");
  const name = (source, filter, colour, more = {}) => ({
    id: `${source}-name`, type: "symbol", source, filter,
    layout: { "text-field": ["get", "name"], "text-font": LETTERS, "text-size": 13, "text-anchor": "top", "text-offset": [0, 0.6], "text-optional": true, ...more },
    paint: { "text-color": ink(colour), "text-halo-color": ink("paper"), "text-halo-width": 1.5 },
  });
  const tiles = JSON.parse(figure.dataset.mapTiles || "[]");
  return {
    version: 8,
    sources: {
      ...Object.fromEntries(tiles.map((url, at) => [`tiles-${at}`, { type: "raster", tiles: [url], tileSize: 256 }])),
      ground: { type: "geojson", data: ground },
      shown: { type: "geojson", data: shown },
      ...(shown.heat ? {} : { crowd: { type: "geojson", data: spots(shown), cluster: true, clusterRadius: 28, clusterMaxZoom: FAR - 1 } }),
    },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": ink("paper") } },
      ...tiles.map((_url, at) => ({ id: `tiles-${at}`, type: "raster", source: `tiles-${at}` })),
      { id: "ground-line", type: "line", source: "ground", filter: ["any", polygons, lines], paint: { "line-color": ink("line"), "line-width": 1.5 } },
      { id: "ground-spot", type: "circle", source: "ground", filter: points, paint: { "circle-radius": 3, "circle-color": ink("rest") } },
      name("ground", points, "rest"),
      { id: "fill", type: "fill", source: "shown", filter: polygons, paint: { "fill-color": tone, "fill-opacity": shade } },
      { id: "edge", type: "line", source: "shown", filter: ["any", polygons, lines], paint: { "line-color": tone, "line-width": ["case", lines, 4, 1.5] } },
      name("shown", ["any", polygons, lines], "ink", { "text-anchor": "center", "text-offset": [0, 0] }),
      ...(shown.heat ? heat(ink) : crowd(ink, tone)),
    ],
  };
}

function heat(ink) {
  return [{
    id: "heat", type: "heatmap", source: "shown", maxzoom: FAR + 1,
    paint: {
      "heatmap-weight": ["coalesce", ["get", "value"], 1],
      "heatmap-radius": ["interpolate", ["exponential", 2], ["zoom"], 10, 14, 16, 40],
      "heatmap-color": ["interpolate", ["linear"], ["heatmap-density"], 0, "rgba(0,0,0,0)", 0.3, ink("rest"), 0.6, ink("soon"), 1, ink("late")],
      "heatmap-opacity": 0.75,
    },
  }];
}

function crowd(ink, tone) {
  const grouped = ["has", "point_count"];
  return [
    { id: "spot", type: "circle", source: "crowd", paint: { "circle-radius": ["case", grouped, 15, 9], "circle-color": ["case", grouped, ink("rest"), tone], "circle-stroke-width": 2, "circle-stroke-color": ink("paper") } },
    { id: "count", type: "symbol", source: "crowd", filter: grouped, layout: { "text-field": ["to-string", ["get", "point_count"]], "text-font": LETTERS, "text-size": 13, "text-allow-overlap": true }, paint: { "text-color": ink("paper") } },
  ];
}

function spots(shown) {
  const points = shown.features.filter(({ geometry }) => geometry.type.endsWith("Point"));
  return { type: "FeatureCollection", features: points };
}

function bounds(collection, point) {
  if (point) return around(point);
  const found = [180, 90, -180, -90];
  const take = (at) => {
    if (typeof at[0] !== "number") return at.forEach(take);
    found[0] = Math.min(found[0], at[0]);
    found[1] = Math.min(found[1], at[1]);
    found[2] = Math.max(found[2], at[0]);
    found[3] = Math.max(found[3], at[1]);
  };
  collection.features.forEach(({ geometry }) => take(geometry.coordinates));
  if (found[0] > found[2]) return [73, 18, 135, 53]; // nothing is known yet: the country
  const small = found[2] - found[0] < SPAN / 4 && found[3] - found[1] < SPAN / 4;
  return small ? around([(found[0] + found[2]) / 2, (found[1] + found[3]) / 2]) : found;
}

const around = ([lon, lat]) => [lon - SPAN / 2, lat - SPAN / 2, lon + SPAN / 2, lat + SPAN / 2];

function words(figure) {
  const { mapZoomIn, mapZoomOut, mapFingers, mapWheel, mapKilometres, mapMetres } = figure.dataset;
  return {
    "Map.Title": part(figure, "face").getAttribute("aria-label"),
    "NavigationControl.ZoomIn": mapZoomIn,
    "NavigationControl.ZoomOut": mapZoomOut,
    "ScaleControl.Meters": mapMetres,
    "ScaleControl.Kilometers": mapKilometres,
    "CooperativeGesturesHandler.MobileHelpText": mapFingers,
    "CooperativeGesturesHandler.WindowsHelpText": mapWheel,
    "CooperativeGesturesHandler.MacHelpText": mapWheel.replace("Ctrl", "⌘"),
  };
}

// The phone turns dark, or the desk does: the same map in the other colours.
function follow(figure, map, shown) {
  const again = () => map.setStyle({ ...map.getStyle(), layers: style(figure, shown, { features: [] }).layers });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}

// --- Showing: a tap, or Enter in the middle of the map, says what is there and leads to it.
const TAPPED = ["spot", "edge", "fill"];

function tell(figure, map, gl) {
  const at = (point) => {
    const box = [[point.x - 12, point.y - 12], [point.x + 12, point.y + 12]];
    return map.queryRenderedFeatures(box, { layers: TAPPED.filter((id) => map.getLayer(id)) })[0];
  };
  const open = async (found) => {
    if (!found) return say(figure);
    if (!found.properties.point_count) return say(figure, found.properties);
    const zoom = await map.getSource("crowd").getClusterExpansionZoom(found.properties.cluster_id);
    map.easeTo({ center: found.geometry.coordinates, zoom: Math.max(zoom, map.getZoom() + 1), animate: !still() });
  };
  map.on("click", ({ point }) => open(at(point)));
  map.on("mousemove", ({ point }) => (map.getCanvas().style.cursor = at(point) ? "pointer" : ""));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") open(at(map.project(map.getCenter())));
  });
}

function say(figure, { name, note, href } = {}) {
  const told = part(figure, "told");
  told.hidden = !name;
  if (!name) return;
  const words = document.createElement(href ? "a" : "b");
  words.textContent = name;
  if (href) words.href = href;
  told.replaceChildren(words, note ? ` ${note}` : "");
}

// --- Choosing: the map moves under a pin that stays, as in a chat; the fields take what it points at.
function chosen(figure) {
  const { lat, lon } = fields(figure);
  return lat.value && lon.value ? [Number(lat.value), Number(lon.value)].reverse() : null;
}

function fields(figure) {
  const form = figure.closest("form");
  return { lat: form.elements.lat, lon: form.elements.lon, crs: form.elements.crs };
}

function pick(figure, map) {
  const { lat, lon, crs } = fields(figure);
  part(figure, "take").addEventListener("click", () => {
    const middle = map.getCenter();
    [lat.value, lon.value] = [middle.lat.toFixed(6), middle.lng.toFixed(6)];
    if (crs) crs.value = figure.dataset.mapPick;
    figure.dispatchEvent(new CustomEvent("located", { bubbles: true }));
    close();
  });
  part(figure, "drop").addEventListener("click", () => {
    lat.value = lon.value = "";
    figure.dispatchEvent(new CustomEvent("located", { bubbles: true }));
    close();
  });
  const close = () => {
    const open = part(figure, "open");
    part(figure, "stage").hidden = true;
    part(figure, "taken").hidden = !lat.value;
    open.hidden = false;
    open.focus();
    map.remove();
  };
  document.addEventListener("here", () => chosen(figure) && map.jumpTo({ center: chosen(figure), zoom: FAR - 1 }));
}

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
