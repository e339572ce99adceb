// Puts the whole address of what is seen on the clipboard; where that is not allowed, the address is shown to be copied by hand.
export default function ({ data, parentElement }) {
  const button = parentElement.querySelector("button"), told = parentElement.querySelector("output");
  button.onclick = async () => {
    const address = window.location.origin + window.location.pathname + data.query;
    try {
      await navigator.clipboard.writeText(address);
      told.textContent = "Copied";
    } catch {
      told.textContent = address;
    }
    setTimeout(() => { if (told.textContent === "Copied") told.textContent = ""; }, 4000);
  };
}
