// What is known of everybody at the end of a week, from the log alone.
const CREATOR = 0, REPLIER = 1, READER = 2, AWAY = 3, ABSENT = 4;
const SPOKEN = 4; // weeks that make a role, as in the model
const START = -1; // who was there before the first week counts as seen then
const SEEN = 8; // weeks without a visit after which somebody is away

class World {
  constructor(log) {
    this.log = log;
    const many = log.shown;
    for (const name of ["lastPost", "lastReply", "lastVisit", "firstPost"]) this[name] = new Int16Array(many);
    for (const name of ["posts", "replies"]) this[name] = new Uint16Array(many);
    this.firstFate = new Uint8Array(many);
    this.role = new Uint8Array(many);
    this.restart();
  }

  restart() {
    this.week = -1;
    for (const name of ["lastPost", "lastReply", "lastVisit", "firstPost"]) this[name].fill(-99);
    for (const name of ["posts", "replies", "firstFate"]) this[name].fill(0);
    this.ties = new Map();
  }

  goTo(week) {
    if (week < this.week) this.restart();
    while (this.week < week) this.advance();
    this.assign();
  }

  advance() {
    const { log } = this, week = ++this.week;
    each(log, "visitors", week, (at) => { this.lastVisit[log.visitors[at]] = week; });
    each(log, "posts", week, (at) => {
      const author = log.posts[at];
      this.lastPost[author] = week;
      this.posts[author]++;
      if (this.firstPost[author] < 0) { this.firstPost[author] = week; this.firstFate[author] = log.fates[at]; }
      // Of several posts in the first week the luckiest one counts, as in the words of the week.
      else if (this.firstPost[author] === week && log.fates[at] && !this.firstFate[author]) this.firstFate[author] = log.fates[at];
    });
    each(log, "replies", week, (at) => { const by = log.repliers[at]; this.lastReply[by] = week; this.replies[by]++; });
    each(log, "ties", week, (at) => {
      const pair = log.ties_low[at] * 65536 + log.ties_high[at];
      if (log.ties_state[at]) this.ties.set(pair, log.ties_state[at]);
      else this.ties.delete(pair);
    });
  }

  assign() {
    const { log, week, role } = this;
    for (let i = 0; i < role.length; i++) {
      if (log.joined[i] > week || log.left[i] <= week) role[i] = ABSENT;
      else if (this.lastPost[i] > week - SPOKEN) role[i] = CREATOR;
      else if (this.lastReply[i] > week - SPOKEN) role[i] = REPLIER;
      else role[i] = Math.max(this.lastVisit[i], log.joined[i], START) > week - SEEN ? READER : AWAY;
    }
  }

  // The voices of the week, the most active first: whom the keyboard goes through.
  voices() {
    const { log, week } = this, said = new Map();
    each(log, "posts", week, (at) => said.set(log.posts[at], (said.get(log.posts[at]) || 0) + 1));
    each(log, "replies", week, (at) => said.set(log.repliers[at], (said.get(log.repliers[at]) || 0) + 1));
    return [...said].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([who]) => who);
  }

  // A life so far, in two or three sentences.
  story(who) {
    const { log, week } = this;
    if (who === undefined) return "This person has not come into this community.";
    const founder = log.traits[who] >= 64, source = log.came[(log.traits[who] >> 2) & 15];
    if (log.joined[who] > week) return `Has not come in yet by week ${week}.`;
    const others = log.cohort.get(log.joined[who]) - 1;
    const company = log.shown < log.members ? "" : others ? ` with ${others} other${others > 1 ? "s" : ""}` : " alone";
    const sentences = [founder ? "A founding member." : `Came in week ${log.joined[who]}${company}, ${source}.`];
    if (this.firstPost[who] < 0) sentences.push(this.replies[who] ? `Never posted, replied ${times(this.replies[who])}` : "Has not written anything");
    else {
      sentences.push(`First post in week ${this.firstPost[who]}, ${FATES[this.firstFate[who]]}.`);
      sentences.push(`${count(this.posts[who], "post", "posts")} and ${count(this.replies[who], "reply", "replies")} so far`);
    }
    const spoke = Math.max(this.lastPost[who], this.lastReply[who]);
    const end = log.left[who] <= week ? `left for good in week ${log.left[who]}`
      : spoke > -1 && spoke <= week - SEEN ? `silent since week ${spoke}`
      : this.lastVisit[who] < 0 ? "never came back after joining" : `last seen in week ${this.lastVisit[who]}`;
    sentences[sentences.length - 1] += `; ${end}.`;
    return sentences.join(" ");
  }
}

function each(log, what, week, act) {
  for (let at = log.at[what][week]; at < log.at[what][week + 1]; at++) act(at);
}

function count(number, one, several) { return `${number} ${number === 1 ? one : several}`; }
function times(number) { return number === 1 ? "once" : `${number} times`; }
