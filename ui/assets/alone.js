// Sends a question of the page's own by itself. What controls and questions tell the server within one moment goes there together, and in the
// name of whichever part of the page was the first to name one: an act that falls into the moment of a question would be answered by the
// part that asks, alone: a drawer opened then would stay empty. Streamlit sends when that moment is over
// (`setTimeout` with no delay); for a question it is over at once.
function alone(ask) {
  const usual = window.setTimeout, sending = [];
  window.setTimeout = (act, wait, ...rest) => (wait === 0 && typeof act === "function" ? sending.push(() => act(...rest)) : usual(act, wait, ...rest));
  try {
    ask();
  } finally {
    window.setTimeout = usual;
  }
  sending.forEach(send => send());
}
