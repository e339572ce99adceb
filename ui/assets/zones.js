// Asks for the zones under the batch size again until they are known, once every AGAIN ms while the page rests and nobody drags.
// It stands in the part of the page that it has drawn anew: what it asks for never takes the place of what a reader did.
const AGAIN = 1000;

export default function ({ setTriggerValue }) {
  let turn = 0;
  function ask() {
    const resting = document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning";
    const track = document.querySelector(".track"), shown = document.querySelector(".st-key-shown_turn [data-of]");
    if (window.clgHold?.input || document.hidden || !resting || !track || !shown) return;
    if (track.dataset.known === "1" && track.dataset.of === shown.dataset.of) return;
    setTriggerValue("look", (turn += 1));
  }
  const asking = setInterval(ask, AGAIN);
  return () => clearInterval(asking);
}
