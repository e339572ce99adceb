// The log of one world as the browser reads it: the layout of simulation/studies/replay_log.py.
const NEVER = 65535;
const FATES = ["left unanswered", "answered by another member", "answered by the team"];
const KINDS = { u1: Uint8Array, u2: Uint16Array, i2: Int16Array, u4: Uint32Array };

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

// Several logs in one piece: the length of a description, the description (JSON), then each log behind its length.
async function openLogs(bytes) {
  const piece = bytes.slice();
  const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
  let place = 4 + view.getUint32(0, true);
  const shown = JSON.parse(new TextDecoder().decode(piece.subarray(4, place)));
  const logs = [];
  while (place < piece.length) {
    const length = view.getUint32(place, true);
    logs.push(readLog(await inflated(piece.subarray(place + 4 + 5, place + 4 + length))));
    place += 4 + length;
  }
  return { shown, logs };
}

function readLog(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  const log = { ...head, at: {} };
  let place = 4 + length;
  for (const [name, kind, count] of head.columns) {
    log[name] = new KINDS[kind](buffer, place, count);
    place += Math.ceil((count * KINDS[kind].BYTES_PER_ELEMENT) / 4) * 4;
  }
  const first = { visitors: "visitors", posts: "posts", replies: "repliers", ties: "ties_low" };
  for (const [what, name] of Object.entries(first)) {
    const at = new Uint32Array(head.weeks + 1); // where each week begins
    for (let week = 0; week < head.weeks; week++) {
      at[week + 1] = at[week] + log["n_" + what][week];
      for (let i = at[week] + 1; i < at[week + 1]; i++) log[name][i] += log[name][i - 1];
    }
    log.at[what] = at;
  }
  log.placeOf = new Map(Array.from(log.key, (key, i) => [key, i]));
  log.cohort = new Map();
  for (const week of log.joined) log.cohort.set(week, (log.cohort.get(week) || 0) + 1);
  return log;
}
