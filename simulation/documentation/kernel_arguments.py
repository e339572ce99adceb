"""What compiled loops are given, by name: one name means one thing in every loop; shape, unit and meaning stand here once.

Shapes: R worlds of a block, 2R their arms (row r + R is world r without a community), P people (2R x capacity) and M members
(R x capacity) by flat index, V this week's visitors, N its posts, L its replies, D customers who are due, K persons a loop is about,
W weeks of a run. No shape is one number. A name that is a column of people or members is that column, flat; where a loop goes through
one world it is given that world's part.
"""

from __future__ import annotations

from simulation.state.population import MEMBER_COLUMNS, PEOPLE_COLUMNS, WIDE_COLUMNS

_DECLARED = """
a | record | | one row of `numbers`
account_champion | (P) | | whether a champion holds the buyer's account
account_engagement | (P) | 0-1 | of the buyer's account in the community
active | (R) | members | who visited this week
added | (R) | slots | opened since the table was last tidied
activates | | | event constant of coming to use the product
adopted | (3) | | how much more of the product is used, by what was learned
agent_weeks | (R) | member weeks | lived so far; added to
answers | (R) record | | this week's answers, added to
appeal | (N) or (R) | | of a post to those who answer; of new pages, in visits a week when mature
asked | (V) | posts | questions a visitor writes
asks | | | event constant of applying
attended | (V) | | whether a visitor was at this week's ritual
author_rows | (N) | | world of a post
author_visitors | (N) | | place of a post's author among the visitors
authors | (N) | | who wrote a post, flat
award | | | event constant of winning an award
bar | (M) | logit | how much a member must be drawn to come
base | | | flat index at which a world begins
becomes | | | event constant of a post becoming a page
billed | (2R) record | | what is added up while customers are billed
bits | | | 64 random bits
bonded | (M) of a world | | bond stock, as `bonds`
bought_time | (R) | full-time people | moderation beyond what staff can do
broadcasting | (R, 4) | | how much a persona writes more for a larger audience
built | (R) | $ | paid so far for building the community into the product; added to
buyers | (K) | | who bought this week, flat
buys | | | event constant of buying
by_newcomer | (N) | | whether a newcomer wrote the post
came | (M) of a world | week | last visit
capacity | | slots | of a row in the table the loop goes through
champion_count | (R) | members | who carry the product into their account; added to
champions | (R) | members | as `champion_count`
channel | (P) | | as the column `source` of people
chosen | (capacity + 1) | | room for the slots found
churns | | | event constant of leaving the product
circle | (3) | | event constants of the partners met at a ritual
climate | (R) or one | logit or factor | what a world adds to everybody's
clock | (R) | weeks | interest lived so far, at which people ask to come in
codes | (K) | | channel, as in CHANNEL
cohort | (M) | week | as the column `joined`
column | (rows x capacity) | | any column, as plain bits
consultants | (R) | members | who live from helping others
count | (R) or one | | how many
counts | (rows) | slots | in use
counts_before | (rows) | slots | in use before
crowding_out | (R, 4) | 0-1 | share of a persona's own reasons that cash can replace
cumulative | (3) | 0-1 | shares of personas, added up
cut | (R) | full-time people | taken away by reviews
day | | | billing day, in thirteenths of a month
days | bits | | the billing days of this week
deciding | (K) | | whose trial is over, flat
default | | | what an empty slot holds
deflected | (R or 2R, W) | tickets | spared by public answers
demand | (R, W) | | what interest in the subject multiplies demand by
discouraged | (R) | signups per week | talked out of it
distribution | (R) record | | shares of contributions, written
drawn | (capacity) or by code | logit or SD | how much people are drawn to visit, or to communities by channel
draws | | | event constant of the loop's own draw
due | (D) | | customers whose billing day falls into this week, flat
e | record | | one row of `effects`
educated | | | whether a customer learned the product
effects | (2R) record | | what levers do, by field; see vocabulary/effects.py
eligible | (capacity) | | room for who may be chosen
event_cost | (R) | $ | of this week's event in person
ever_paid | (R) | | whether cash was ever paid
expected | | 0-1 | life that onlookers expect
expert_spike | (R) | | fading attraction of expert sessions
exponent | | | of inhibition before strangers
fading | | | what is left of a tie's stored strength in a world
first | | | place of a world's first post
first_exposure | by code | touches | with which people of a channel arrive
faded | (W) | | what is left after so many weeks of the variance of a spell that is not there yet
flag | bit | | which flag
found | (R, W) | 0-1 | share of its visits a page draws, by its age
found_out | (R) | | whether planted posts were found out this week
fresh | (R) | | variance that a week adds to the slow part of interest
gain | (K) or (R) | 0-1 | by which a tie moves towards 1
gains | (R, 4) | | what an incentive adds to a persona's drive
given | (V) | replies | written by a visitor this week
gives_up | | | event constant of giving up waiting
gone | (M) | week | when a member left, or its customer
greeting_time | (R) | full-time people | spent on onboarding this week
growth | | | by which a customer pays more, a share
guests | (K) | | newcomers who are greeted, flat; or places among the visitors of those at an event
guests_count | (R) | members | at an event
hard | (N) | | whether a post is hard to answer
hard_draws | | | event constant of a post being hard
hosted | (R) | 0-1 | how well the place is looked after
hours_draws | | | event constant of the hours to an answer
i | | | flat index of a member, or (K) of one side of a pair
ignored | (R) | posts | newcomers' posts left unanswered this week
interest | (P), or (R) and (R, W) | weeks, or logs | clock time at which a person asks to come in; of the subject, where by world
introductions | (2) | | event constants of the hosts one is introduced to
inverse | (R) | | one over `now`
j | (K) | | the other side of a pair, flat
jump | (R) | logs | size of a jump of interest
keep | (P), or (R) | | who stays in the table; or what a week leaves of the slow part of interest
keep_spell | | | what a week leaves of a spell of interest
keys | (V), (N), (L) or (K) | | identities from which random numbers come
knowledge | (R) | pages | written down
last_active | (R) | members | who visited last week
launch_week | (R) | week | from which a row has its community
learns | | | event constant of learning the product
leaves | | | whether a customer stops paying
library | | 0-1 | how much of what there is to know can be read and found
life | (R) or one | 0-1 | how alive the place looks
line | | | what the product's makers have learned, and whoever they report to, leave of the chance to leave
links | (rows x capacity) | | slots of people in the same world, -1 none
lively | | 0-1 | how alive a world's place is; 0 where there is none
logit | | logit | any
looks | | | event constant of looking at the place before buying
lost | (2R, W) | $ per month | revenue lost
lot | | | event constant of the lot among those who wait
lots | (K) | 64 bits | of those who wait
managers | (R) | full-time people | community managers at work
meetings | (3) or (4) | | event constants of the partners met
member_of | (P) | | as the column `member`
members_capacity | | slots | of a row of members
mentor_draws | | | event constant of a mentor's answer
messages | (R) | messages | posts and replies of last week
mine | (D) of a world | | its customers who are due, flat
motivation | (V) | | what moves a visitor, 1 as usual
mouth | (2R, W) | $ per month | new revenue by word of mouth
needs | (R, W) | questions per week | by weeks since one came
neglect_before | (R) | 0-1 | neglect of newcomers felt last week
new | (K) | | flat index of whoever is new; or where a slot moves to
newcomers | (R) | members | newcomers among the visitors
novelty | (R, W) | logit | attraction of the new, by weeks since one came
now | (R) or one | | true strength of a tie over stored strength; or the interest clock of a world
numbers | (2R) record | | numeric inputs, by field, units as declared; see vocabulary/inputs.py
old | (K) | | where a slot moves from, flat
order | (R) | 0-1 | as `hosted`
ordinals | (2R, channels) or (K) | persons | so far by channel; or each person's number
other | | | slot of the other of a tie
overload | (M) | logs | messages beyond what can be taken in
pace | | hours | to a reply by members on this platform
page_appeal | (R, W) | visits per week | of mature pages, by week of publication; added to
paying | (R) | | whether cash is paid
peer_answers | (N) or one | replies | by members
people_capacity | | slots | of a row of people
person_of | (M) | | as the column `person`
persons | (K) | | flat indices of people
pick_draws | | | event constant of the post picked
place | | | one of the weeks that are remembered
places | (capacity + 1) or (R) | | room for the slots found; or places left in each world
post_keys | (N) | | identities of posts, from which their random numbers come
post_of | (capacity) | | last post of each author of a world, -1 none
present | (R) record, or (K) | | what is counted, added to; or places of those who attend among the visitors
product_learning | (R) | 0-1 | churn removed by what members teach
public_knowledge | (R) | pages | that the public may read
published | (R) record | | this week's pages, written
pull | | logit | of rituals to whoever feels part of it
q | | | a random number less one half
quantiles | (2049) | 0-1 | of expertise, by share
questions | (N) | | whether a post is a question
queue | (K) | | who waits, flat
rate | (K) or one | events | expected
reach | (R) | posts | within reach per unit of attention
reach_left | (R) | 0-1 | what an algorithm leaves of the reach
reach_until | (R) | week | in which that ends
reads | | | event constant of reading along
reads_first | | | event constant of reading before asking to come in
recent_posts | (R) | posts | of late, fading
recent_rows | (K) | | world of each of last week's visitors
recent_slots | (K) | | slot of each of last week's visitors
recommended | (R) | signups per week | by word of mouth
remaining | (2R) | persons | left in the market
replied_posts | (L) | | post that a reply answers
repliers | (L) | | who answered, flat
resentment | (R) | members | disappointed newcomers who still tell others
revenue | (2R) record | | customers and monthly revenue, written
review_gap | (R) | 0-1 | by which value missed what a review asked for
review_selling | (R) | 0-1 | selling that reviews ask for on top
rhythm | (R) | rituals per week | that somebody hosts, as a share of one
risk | | | chance to leave, in that of a customer of average loyalty
room | (7, D) of a world or more | | what is worked out for each of its due customers, a line each
rows | (K), (V) or (N) | | row of each
scale | one, or (R) | strangers, or logs | before whom half of the posts are held back; or what a week adds to the slow part of interest
scale_spell | (R) | logs | what a week adds to a spell of interest
search | (2R, W) | $ per month | new revenue by search
search_reach | (R) | 0-1 | what a move leaves of the pages' standing
search_visits | (R) | visits per week | to all pages
seasoned | (R, W) | | how much more one answers, by weeks since one came
seen_draws | | | event constant of the posts come across
sham_loss_before | (R) | 0-1 | trust lost to planted posts last week
share | | 0-1 | any
shared | (V) | posts | shares a visitor writes
shared_appeal | (R, W) | visits per week | as `page_appeal`, for what members made to be shared; added to
signups | (2R, 4) | persons | this week, by TRADE
sign | (R) | | one, or minus one for the opposite of a pair
slots | (P) | | slot after tidying up, -1 dropped
spell | (R) | logs | how much interest varies by short spells
staff_answered | (N) or one | | whether staff answered
staff_cut | (R) | full-time people | taken away by reviews
stages | (P) | | as the column `stage`
strangers | (R, known + 1) | members | before whom one speaks, by how many one knows
stream | | | constant of one event kind in one week
streams | (events) | | constants of event kinds in one week
sums | record, or (R, LIFE_PARTS) | | what is added to
surveyed_before | (R) | $ per month | credited by surveys until last week
tenure | (V) | weeks | since a visitor joined
table | (4) | | event constants of the partners met at an event
there | | | whether to note or to forget
tickets | | | event constant of asking for help
tie_scale | (R) | | as `now`
tries | | | event constant of trying the product
total | | posts | this week
trade_codes | (4) | | channel codes, by TRADE
traded | (2R) record | | what is added up while people try and buy
trust | (R) | 0-1 | in the place
trust_before | (R) | 0-1 | trust last week
trying | (K) | | whose trial shows what it is worth, flat
u | (K), (events, K) or one | 0-1 | random numbers
unknown | (R) | 0-1 | share of what there is to know that nobody wrote down
values | (K) | | any column, changed
visitor_keys | (V) | | identities of visitors
visitor_rows | (V) | | world of a visitor
visitors | (V) | | who came this week, flat
voices | (R) record | | promoters and detractors, added to
waited | (K) | weeks | in the queue
waiting | (K) | | who waits, flat
wanted | (4, 2R) | persons | who would sign up, by TRADE
week | | week | this one, from 0
weeks | (M) of a world | bits | one per week of the last four
world_keys | (2R) | | identities of worlds
worlds | | worlds | R
writers | (L) | | place of a reply's writer among the visitors
x | any or one | bits or exponents | to be scrambled, or replaced by e to its power
young | | | whether a customer is in its first quarter
z | (3, K) or (W, 3, R) | SD | standard normal numbers
z_visits | (N) | SD | of visits to the page a post would make
"""

ARGUMENTS: dict[str, tuple[str, str, str]] = {}
"""Shape, unit and meaning of every argument that is not a column, by name."""

for _line in _DECLARED.strip().splitlines():
    _name, _shape, _unit, _meaning = (part.strip() for part in _line.split("|"))
    ARGUMENTS[_name] = _shape, _unit, _meaning


def described(name: str) -> str:
    """Return what a compiled loop is given under a name, in words.

    Raises:
        KeyError: no loop is given anything of that name.
    """
    for columns, rows in ((PEOPLE_COLUMNS, "people"), (MEMBER_COLUMNS, "members"), (WIDE_COLUMNS, "members")):
        if name in columns and name not in ARGUMENTS:
            column = columns[name]
            width = f" x {column.width}" if column.width > 1 else ""
            return f"{name}: column of {rows}{width}" + (f" [{column.unit}]" if column.unit else "") + f", {column.meaning}"
    shape, unit, meaning = ARGUMENTS[name]
    return f"{name}{': ' + shape if shape else ''}" + (f" [{unit}]" if unit else "") + f", {meaning}"
