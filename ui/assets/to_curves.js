// Leads the keyboard to the first chart; Escape there leads back to the lever (`curves.js`).
export default function ({ parentElement }) {
  const button = parentElement.querySelector("button");
  const go = () => document.querySelector("[class*=st-key-curves_cockpit] canvas")?.focus();
  button.addEventListener("click", go);
  return () => button.removeEventListener("click", go);
}
