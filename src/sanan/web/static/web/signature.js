// Signing with a finger: a box ahead of each file field marked data-signature. What is drawn becomes
// the field's file; a photo of a signed paper can be chosen instead, as it can without this script.
const WORDS = document.documentElement.lang.startsWith("en")
  ? { box: "Sign in this box", clear: "Sign again" }
  : { box: "在方框里签名", clear: "重新签" };

for (const input of document.querySelectorAll("input[type=file][data-signature]")) begin(input);

function begin(input) {
  const canvas = document.createElement("canvas");
  canvas.className = "signature";
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", WORDS.box);
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "weui-btn weui-btn_default";
  clear.textContent = WORDS.clear;
  input.before(canvas, clear);
  const pen = canvas.getContext("2d");
  let drawing = false;
  const blank = () => {
    canvas.width = canvas.clientWidth * 2;
    canvas.height = canvas.clientHeight * 2;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.lineWidth = 6;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#000";
  };
  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * 2, (event.clientY - box.top) * 2];
  };
  const keep = () =>
    canvas.toBlob((blob) => {
      const carried = new DataTransfer();
      carried.items.add(new File([blob], "signature.png", { type: "image/png" }));
      input.files = carried.files;
      input.dispatchEvent(new Event("change"));
    }, "image/png");
  blank();
  canvas.addEventListener("pointerdown", (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...at(event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...at(event));
    pen.stroke();
  });
  canvas.addEventListener("pointerup", () => {
    if (!drawing) return;
    drawing = false;
    keep();
  });
  clear.addEventListener("click", () => {
    blank();
    input.value = "";
  });
}
