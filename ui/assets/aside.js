// Asks something beside the page's script, where every path of the page begins; an answer is 200 with JSON, or 204. One that is waited for does
// not come by `fetch`, whose body takes a step of its own: by then the page may have begun to go through everything that it shows.
function aside(name, given, signal) {
  const home = document.querySelector('script[src*="/static/js/"]')?.src.split("/static/js/")[0] ?? "";
  const url = `${home}/asides/${name}`, body = JSON.stringify(given);
  if (!signal) return fetch(url, { method: "POST", body, keepalive: true });
  return new Promise((done, failed) => {
    const line = new XMLHttpRequest();
    line.open("POST", url);
    line.onload = () => done({ status: line.status, statusText: line.statusText, json: () => JSON.parse(line.responseText) });
    line.onerror = line.onabort = () => failed(new Error(`no answer to ${name}`));
    signal.addEventListener("abort", () => line.abort());
    line.send(body);
  });
}
