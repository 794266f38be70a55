// Hold to talk: recorded here, sent in pieces while it is still being said, taken up again after a
// broken line. Until every piece has arrived the recording also stands in the file input, so that the
// form sends it whole, or keeps it for later. Without this file the input alone is there.

const PIECE = 128 * 1024;
const LONGEST = 180; // seconds
const TAP = 400; // milliseconds: shorter is a tap, after which it listens until the next one
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

const recorded = () => window.MediaRecorder && navigator.mediaDevices?.getUserMedia;
for (const hold of document.querySelectorAll("[data-hold]")) if (recorded()) talk(hold);

function talk(hold) {
  const form = hold.closest("form");
  const clip = form.querySelector("[data-clip-input]");
  const named = form.elements.pieces;
  const told = hold.querySelector("[data-hold-told]");
  const usual = told.textContent;
  let recording = null;

  hold.hidden = false;
  hold.closest("[data-attach]").classList.add("attach_hold");
  hold.addEventListener("contextmenu", (event) => event.preventDefault());
  hold.addEventListener("pointerdown", (event) => {
    if (recording) return;
    hold.setPointerCapture(event.pointerId);
    begin();
  });
  for (const over of ["pointerup", "pointercancel"]) hold.addEventListener(over, () => let_go());
  hold.addEventListener("keydown", (event) => {
    if (event.repeat || ![" ", "Enter"].includes(event.key)) return;
    event.preventDefault();
    if (recording) recording.stop();
    else begin(true);
  });
  form.addEventListener("reset", forget);
  form.addEventListener("refused", forget);
  clip.addEventListener("change", () => (named.value = ""));

  // A tap starts it and the next one ends it, for whoever cannot hold; else it ends on letting go.
  function let_go() {
    if (!recording) return;
    if (!recording.tapped && Date.now() - recording.began < TAP) {
      recording.tapped = true;
      told.textContent = hold.dataset.stop;
    } else {
      recording.stop();
    }
  }

  async function begin(tapped = false) {
    forget();
    const mine = (recording = { began: Date.now(), tapped, stop: () => (mine.over = true) });
    try {
      await listen(mine);
    } catch {
      told.textContent = hold.dataset.no;
    }
    recording = null;
    hold.removeAttribute("aria-pressed");
  }

  async function listen(mine) {
    const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    const recorder = new MediaRecorder(sound, { mimeType, audioBitsPerSecond: 24000 });
    const parts = [];
    const upload = pieces(hold.dataset.hold, () => new Blob(parts, { type: mimeType }), form);
    recorder.addEventListener("dataavailable", ({ data }) => parts.push(data) && upload.more());
    const ended = new Promise((done) => recorder.addEventListener("stop", done));
    mine.stop = () => recorder.state === "recording" && recorder.stop();
    hold.setAttribute("aria-pressed", "true");
    recorder.start(1000);
    const clock = setInterval(() => tick(mine), 250);
    if (mine.over) mine.stop();
    await ended;
    clearInterval(clock);
    sound.getTracks().forEach((track) => track.stop());
    taken(new Blob(parts, { type: mimeType }), mimeType, upload);
  }

  function tick(mine) {
    const seconds = Math.floor((Date.now() - mine.began) / 1000);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    told.textContent = `${time} ${mine.tapped ? hold.dataset.stop : hold.dataset.going}`;
    if (seconds >= LONGEST) mine.stop();
  }

  async function taken(sound, mimeType, upload) {
    told.textContent = usual;
    const name = `${hold.firstElementChild.textContent}.${mimeType.includes("mp4") ? "m4a" : mimeType.includes("ogg") ? "ogg" : "weba"}`;
    const files = new DataTransfer();
    files.items.add(new File([sound], name, { type: mimeType }));
    clip.files = files.files;
    clip.dispatchEvent(new Event("change"));
    const chosen = clip.files[0];
    const code = await upload.done(sound.size);
    if (!code || clip.files[0] !== chosen) return;
    named.value = code; // all of it is there: the form need not carry it again
    clip.disabled = true;
  }

  function forget() {
    named.value = "";
    clip.disabled = false;
    told.textContent = usual;
  }
}

// One recording on its way: what is here is sent piece by piece; a broken line is tried again, ever
// more slowly, from where the server says that it stopped.
function pieces(address, sound, form) {
  let name = "";
  let sent = 0;
  let whole = null;
  let running = null;
  const seal = { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
  const ask = (where, body) => fetch(where, { method: "POST", headers: seal, body });

  async function run() {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
      try {
        return await push();
      } catch (error) {
        if (error.final || wait > 30000) return "";
        await new Promise((go) => setTimeout(go, wait));
      }
    }
  }

  async function push() {
    if (!name) name = (await read(await ask(address))).name;
    for (;;) {
      const piece = sound().slice(sent, sent + PIECE);
      const last = whole !== null && sent + piece.size >= whole;
      if (!piece.size || (piece.size < PIECE && !last)) return whole !== null && sent >= whole ? name : "";
      sent = (await read(await ask(`${address}${name}/?from=${sent}`, piece))).have;
    }
  }

  async function read(answer) {
    if (answer.ok || answer.status === 409) return answer.json();
    throw Object.assign(new Error(answer.status), { final: answer.status < 500 });
  }

  const more = () => (running = (running || Promise.resolve()).then(() => run()));
  return {
    more,
    done(size) {
      whole = size;
      return more();
    },
  };
}
