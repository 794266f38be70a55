// Follows the device's light or dark setting where the person has not chosen one.
const root = document.documentElement;
if (root.hasAttribute("data-theme-auto")) {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => root.setAttribute("data-bs-theme", dark.matches ? "dark" : "light");
  dark.addEventListener("change", follow);
  follow();
}
