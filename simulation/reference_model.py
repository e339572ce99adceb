"""The core of the community written agent by agent in plain Mesa: visit, write, answer, meet, learn.

It says the same as the columns of `simulation/processes` in the words of single members, with random numbers of
its own, so both can only agree in distribution. It covers what the core does at the usual levers (no incentives,
awards, mentors, events or sessions; trust and knowledge stand still) and is the yardstick of the benchmark.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, pairwise

import mesa

from simulation import Inputs
from simulation.processes import learning, meeting, replies, staffing
from simulation.processes.posting import ROOM_WEEKS
from simulation.state.founding import FOUNDING_STRENGTH
from simulation.state.joining import FOUNDERS_START
from simulation.state.population import FOUNDER
from simulation.state.ties import places
from simulation.state.world import World
from simulation.vocabulary.effects import USUAL_DIFFUSION, WORK_WEEK, effects_of
from simulation.vocabulary.personas import STATUS


@dataclass(frozen=True)
class Traits:
    """What a person brings: fixed before anything happens."""

    joined: int  # [week]
    share: float
    reply: float
    frailty: float
    attention: float
    status_seeker: bool
    founder: bool


@dataclass(eq=False)
class Post:
    """One post of this week."""

    author: Member
    question: bool
    hard: bool
    appeal: float
    answers: int = 0
    by_staff: bool = False


class Member(mesa.Agent):
    """One member of the community."""

    def __init__(self, model: PlainCommunity, traits: Traits, number: int) -> None:
        super().__init__(model)
        self.traits, self.number = traits, number
        self.slots = places(number)  # where a tie to this member can stand
        self.value = 0.15 + 0.25 * (1 - math.exp(-model.knowledge / 60))
        self.habit = self.identity = FOUNDERS_START if traits.founder else 0.10
        self.burnout = self.contact = self.bonds = 0.0
        self.bound = 0
        self.last_visit = -99
        self.notified = self.visiting = self.attending = False
        self.first_post = None  # None: not yet; else whether it was answered
        self.ties: dict[int, list] = {}  # slot -> [other member, strength]
        self.posts: list[Post] = []
        self.given = self.got = 0
        self.visits = self.written = self.replied = 0

    @property
    def tenure(self) -> int:
        """Return the weeks since this member joined."""
        return self.model.week - self.traits.joined

    def tie_to(self, other: Member) -> float:
        """Return how strong the tie to another member is (0-1)."""
        return next((self.ties[slot][1] for slot in other.slots if slot in self.ties and self.ties[slot][0] is other), 0.0)

    def visit(self) -> None:
        """Come by this week, or not."""
        model, inputs, effects = self.model, self.model.inputs, self.model.effects
        pull = inputs.visit_ritual * effects.rho
        logit = inputs.visit_base + inputs.visit_trust * (model.trust - 0.7) + 0.5 * pull - inputs.visit_fatigue * effects.fatigue
        logit += inputs.novelty * math.exp(-max(self.tenure, 0) / inputs.novelty_weeks) + self.traits.frailty + self.contact
        logit += inputs.visit_habit * self.habit + (inputs.visit_identity + pull) * self.identity + inputs.visit_bonds * self.bonds
        logit += inputs.visit_value * self.value - inputs.visit_burnout * self.burnout + inputs.notified_pull * self.notified
        logit -= inputs.visit_overload * math.log1p(model.messages / (effects.platform.attention * self.traits.attention))
        self.visiting = self.random.random() < 1 / (1 + math.exp(-logit))

    def let_time_pass(self) -> None:
        """Let identity, habit and burnout fade."""
        model, inputs = self.model, self.model.inputs
        self.identity *= 1 - inputs.identity_decay - inputs.identity_dilution * max(0.0, model.newcomer_share - 0.25)
        self.burnout *= 1 - inputs.burnout_relief
        self.contact *= 1 - inputs.contact_fading
        for tie in self.ties.values():
            tie[1] *= 1 - inputs.tie_decay * (model.week > 0)
        self.posts, self.given, self.got, self.attending = [], 0, 0, False
        if self.visiting:
            self.habit += inputs.habit_growth * (1 + 0.8 * model.effects.rho) * (1 - self.habit)
            self.notified, self.last_visit = False, model.week
            self.visits += 1
        else:
            self.habit *= 1 - inputs.habit_decay

    def write(self) -> None:
        """Write threads and questions, fewer before many strangers."""
        model, inputs, effects = self.model, self.model.inputs, self.model.effects
        strangers = max(0, len(model.visitors) - 1 - self.bound)
        speak, ask = model.courage(strangers, inputs.inhibition_exponent), model.courage(strangers, inputs.question_inhibition)
        if effects.rooms and self.tenure <= ROOM_WEEKS:
            inside = max(0, model.room[self.traits.joined] - 1 - self.bound)
            speak = 0.5 * speak + 0.5 * model.courage(inside, inputs.inhibition_exponent)
            ask = 0.5 * ask + 0.5 * model.courage(inside, inputs.question_inhibition)
        shares = self.traits.share * speak * (0.5 + self.value) * (1 - 0.7 * self.burnout)
        shares *= 1 + (inputs.broadcast_status if self.traits.status_seeker else inputs.broadcast_others) * math.log1p(strangers / 100)
        shares *= (0.6 + 0.8 * model.trust) * (1 + inputs.ritual_voice * effects.rho) * effects.platform.posting
        shares *= 1 + inputs.empowerment_effect * (inputs.empowerment - 0.5)
        need = inputs.question_new * math.exp(-self.tenure / inputs.question_weeks) + inputs.question_old
        questions = 2 * need * ask * (0.3 + self.value)
        for question, rate in ((False, shares), (True, questions)):
            for _ in range(model.poisson(rate)):
                hard = self.random.random() < inputs.hard_share
                appeal = math.exp(self.random.gauss(0, 1)) * (inputs.hard_appeal if hard else 1)
                appeal *= (inputs.newcomer_appeal if self.tenure < ROOM_WEEKS else 1) * (replies.QUESTION_APPEAL if question else 1)
                self.posts.append(Post(self, question, hard, appeal))
        self.written += len(self.posts)

    def answer(self) -> None:
        """Answer some of the posts seen, fewer where others could."""
        model, inputs, effects = self.model, self.model.inputs, self.model.effects
        held_back = inputs.responsibility_exponent / USUAL_DIFFUSION
        rate = self.traits.reply * (1 - 0.85 * math.exp(-self.tenure / 8)) ** held_back
        rate *= (0.6 + 0.8 * self.identity + 0.4 * self.bonds) * (1 - self.burnout)
        rate *= (1 + len(model.visitors) / inputs.responsibility_size) ** -inputs.responsibility_exponent
        rate *= (0.5 + 0.67 * model.trust) * (1 + 0.15 * effects.rho) * inputs.reply_scale
        total = len(model.posts)
        wanted = model.poisson(rate)
        if not wanted or not total:
            return
        reach = effects.platform.attention * self.traits.attention / (1 + model.messages / total)
        weighed = min(replies.CHOICE, math.ceil(min(max(reach, 1), total)))
        friends = [(tie[1], tie[0]) for tie in self.ties.values() if tie[0].posts]
        friend = max(friends, key=lambda pair: pair[0])[1].posts[-1] if friends else None
        for _ in range(wanted):
            options = [model.posts[int(self.random.random() * total)] for _ in range(weighed)]
            weights = [0.0 if post.author is self else self.interest(post) for post in options]
            if friend and self.random.random() < effects.platform.tie_notice:
                options.append(friend)
                weights.append(friend.appeal * (1 + inputs.tie_preference * self.tie_to(friend.author)))
            running = list(accumulate(weights))
            if running[-1] > 0:
                chosen = options[min(bisect_right(running, self.random.random() * running[-1]), len(options) - 1)]
                model.talks.append((self, chosen))
                self.given += 1

    def interest(self, post: Post) -> float:
        """Return the weight of a post among those seen."""
        author, inputs = post.author, self.model.inputs
        same = author.traits.joined == self.traits.joined and author.tenure <= replies.COHORT_WEEKS
        return post.appeal * (1 + inputs.tie_preference * self.tie_to(author)) * (inputs.same_cohort_preference if same else 1)

    def tie_after(self, other: Member, gain: float) -> tuple[int, list] | None:
        """Return the slot and the tie that meeting somebody leaves; None where both places are held by stronger ones."""
        slot = next((slot for slot in other.slots if slot in self.ties and self.ties[slot][0] is other), None)
        if slot is not None:
            old = self.ties[slot][1]
            return slot, [other, old + gain * (1 - old)]
        slot = min(other.slots, key=lambda slot: self.ties[slot][1] if slot in self.ties else 0.0)
        return (slot, [other, gain]) if slot not in self.ties or self.ties[slot][1] < gain else None

    def feel_bonds(self) -> None:
        """Add up the ties that bind."""
        model, inputs = self.model, self.model.inputs
        binding = [
            tie[1] - inputs.tie_floor for tie in self.ties.values() if tie[1] > inputs.tie_floor and tie[0].last_visit > model.week - meeting.RECENT
        ]
        self.bonds, self.bound = 1 - math.exp(-sum(binding) / inputs.bond_scale), len(binding)

    def learn(self) -> None:
        """Take in what this week was worth."""
        model, inputs, effects = self.model, self.model.inputs, self.model.effects
        answered = sum(post.answers > 0 or post.by_staff for post in self.posts)
        self.got = sum(post.answers + post.by_staff for post in self.posts)
        if self.posts and self.first_post is None:
            self.first_post = answered > 0
            self.contact += inputs.first_reply_effect / 2 * (1 if self.first_post else -1)
        capacity = self.traits.attention * effects.platform.attention
        overload, read = math.log1p(model.messages / capacity), min(model.messages, capacity)
        worth = 0.45 * (1 - math.exp(-read / 25)) / (1 + 0.25 * overload)
        worth += 0.35 * (1 - math.exp(-model.knowledge / 150)) * effects.model.content
        worth += 0.30 * answered / len(self.posts) - 0.05 if self.posts else 0.10
        self.value += 0.25 * (min(max(worth, 0), 1) - self.value)
        part = 0.5 * min(self.got, 3) + 0.4 * min(self.given, 3) + 0.8 * self.attending
        gain = inputs.identity_gain * effects.reporting.identity * effects.model.identity
        self.identity = min(1.0, self.identity + gain * part * (1 - self.identity) * model.trust)
        over = max(0.0, self.given / learning.OVERWORK - 1) + 0.6 * min(3.0, model.burden) * (self.given > 0)
        self.burnout = min(1.0, self.burnout + inputs.burnout_gain * over * (1 - self.burnout))
        self.replied += self.given


class PlainCommunity(mesa.Model):
    """The community core, one member at a time."""

    def __init__(self, inputs: Inputs, people: list[Traits], knowledge: float, trust: float, seed: int = 1) -> None:
        super().__init__(seed=seed)
        self.inputs, self.effects = inputs, effects_of(inputs)
        self.knowledge, self.trust = knowledge, trust
        self.waiting = sorted(enumerate(people), key=lambda pair: pair[1].joined)
        self.week, self.messages, self.newcomer_share = 0, 0.0, 0.0
        self.staff_answers = self.answered_posts = self.total_posts = 0
        self.members: list[Member] = []
        self.admit()
        founders = [member for member in self.members if member.traits.founder]
        for step in (1, 2):
            self.converse([(one, other, FOUNDING_STRENGTH) for one, other in zip(founders, founders[step:] + founders[:step], strict=True)])

    def admit(self) -> None:
        """Let in who has come by now."""
        while self.waiting and self.waiting[0][1].joined <= self.week:
            number, traits = self.waiting.pop(0)
            self.members.append(Member(self, traits, number))

    def step(self) -> None:
        """Live through one week."""
        self.admit()
        for member in self.members:
            member.visit()
        self.visitors = [member for member in self.members if member.visiting]
        newcomers = sum(member.tenure < ROOM_WEEKS for member in self.visitors)
        self.newcomer_share = newcomers / len(self.visitors) if self.visitors else 0.0
        for member in self.members:
            member.let_time_pass()
        self.room = {member.traits.joined: 0 for member in self.members}
        for member in self.visitors:
            self.room[member.traits.joined] += member.tenure <= ROOM_WEEKS
        for member in self.visitors:
            member.write()
        self.posts = [post for member in self.visitors for post in member.posts]
        self.talks: list[tuple[Member, Post]] = []
        for member in self.visitors:
            member.answer()
        for _, post in self.talks:
            post.answers += 1
        self.let_staff_answer()
        self.strengthen_ties()
        unanswered = sum(post.answers == 0 for post in self.posts)
        self.burden = unanswered / (len(self.talks) + 5)
        for member in self.visitors:
            member.learn()
        for _, post in self.talks:
            post.author.notified |= post.author.bonds > 0
        self.total_posts += len(self.posts)
        self.answered_posts += sum(post.answers > 0 or post.by_staff for post in self.posts)
        self.week += 1

    def let_staff_answer(self) -> None:
        """Let staff answer what is left, as far as their hours go."""
        inputs = self.inputs
        free = max(0.0, inputs.community_managers - self.effects.rituals * 3.0 / WORK_WEEK)
        staff = free
        free -= min(self.messages * inputs.moderation_minutes / 60 / WORK_WEEK, 0.5 * free)
        queue = [post for post in self.posts if not post.answers]
        queue.sort(key=lambda post: (not post.question, post.author.tenure >= ROOM_WEEKS))
        for post in queue[: int(free * inputs.answer_capacity)]:
            post.by_staff = staff > 0 and (not post.hard or self.random.random() < staffing.HARD_MANAGER)
            self.staff_answers += post.by_staff
        self.messages = len(self.posts) + len(self.talks) + sum(post.by_staff for post in self.posts)

    def strengthen_ties(self) -> None:
        """Strengthen the ties of those who talked or met."""
        inputs = self.inputs
        talks = [(one, post.author) for one, post in self.talks]
        self.converse([(one, other, inputs.tie_gain * (1.5 if one.traits.joined == other.traits.joined else 1.0)) for one, other in talks])
        for member in self.visitors:
            member.attending = self.random.random() < 0.25 * self.effects.rho * (0.5 + member.identity)
        circle = [member for member in self.visitors if member.attending]
        gain = 0.02 + 0.10 * min(1.0, 12 / max(len(circle), 1))
        meetings = [(one, self.random.choice(circle), gain) for _ in range(min(meeting.PARTNERS, len(circle) - 1)) for one in circle]
        self.converse([meets for meets in meetings if meets[0] is not meets[1]])
        for member in self.members:
            if member.visiting or (member.bonds > 0 and member.number % 4 == self.week % 4):
                member.feel_bonds()

    def converse(self, pairs: list[tuple[Member, Member, float]]) -> None:
        """Strengthen each pair once, both ways; all meet in the same moment, and of two who want one place the last has it."""
        both = pairs + [(other, one, gain) for one, other, gain in pairs]
        after = [(one, one.tie_after(other, gain)) for one, other, gain in both]
        for one, change in after:
            if change:
                one.ties[change[0]] = change[1]

    def courage(self, strangers: int, exponent: float) -> float:
        """Return the share of what one would say that is said before so many strangers."""
        return 1 / (1 + (strangers / (self.inputs.inhibition_scale * self.effects.platform.inhibition)) ** exponent)

    def poisson(self, rate: float) -> int:
        """Count events until their waiting times add up to one week."""
        count, waited = 0, self.random.expovariate(1)
        while waited < rate:
            count += 1
            waited += self.random.expovariate(1)
        return count


def plain_copy(world: World, row: int, seed: int) -> PlainCommunity:
    """Return a plain community of the same people as one world of the engine, before its first week."""
    table = world.members
    who = range(row * table.capacity, row * table.capacity + int(table.counts[row]))
    people = [
        Traits(
            joined=int(table.joined[i]),
            share=float(table.share_propensity[i]),
            reply=float(table.reply_propensity[i]),
            frailty=float(table.frailty[i]),
            attention=float(table.attention[i]),
            status_seeker=int(table.persona[i]) == STATUS,
            founder=bool(table.flags[i] & FOUNDER),
        )
        for i in who
    ]
    assert all(before.joined <= after.joined for before, after in pairwise(people))
    return PlainCommunity(world.inputs[row], people, knowledge=float(world.knowledge[row]), trust=float(world.trust[row]), seed=seed)
