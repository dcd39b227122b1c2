#!/usr/bin/env python3
"""Generate Sources/Naming/Lexicon/LexiconWords.swift from the files of WordNet 3.0 (Debian: wordnet-base).

    scripts/make-lexicon.py [/usr/share/wordnet]

One line per word: the word, a space, flags. Lines are sorted by bytes, so that a look-up is a binary search in the text.
  v  base form of a verb             n  also a noun, and frequently used as one
  p  past form of an irregular verb  s  past form that is spelt like its base (put, set)
  x  ends in -ed, but not a participle (need, hundred)
  g  ends in -ing, but a noun of its own (meeting, billing)
  h  a verb and a noun, more often a verb (change, update; not order, place)
  k  a verb that WordNet knows as a noun too (move, start; not create)
  e  the noun of a verb, mainly for its act, event or process (deletion, approval; not payment, location)
From the lists below: q asks a question, r reports a request, m states an obligation, f is in the future, t is a state, d can
precede a verb, o is a preposition, u names a data operation, c is how something ended, w an answer.
"""
import collections, os, sys

# Past forms that are spelt like their base; missing from WordNet's exception list.
SAME = """beset bet bid broadcast burst bust cast cost cut fit forecast hit hurt input knit let miscast offset output
overcut preset put quit read recast reread reset rid set shed shut slit split spread sublet thrust typecast undercut
underbid upset wed wet""".split()
# Irregular past forms that are missing from WordNet.
PAST = {"made", "paid", "repaid", "prepaid", "resent", "rebuilt", "rewritten", "rerun", "rewound", "undone", "redone",
        "overridden", "withheld", "payed", "unfrozen", "relaid", "resold", "retold", "left", "met", "had", "became",
        "sent", "unsent", "laid", "said"}
# Base verbs of software and commerce that are missing from WordNet, or that it lists as nouns only.
VERBS = """increment decrement toggle archive unarchive autoscale backfill blacklist bootstrap checkout onboard offboard cancel debounce decrypt
deduplicate denormalize deprecate deprovision deregister deserialize disable dispatch downgrade downvote enable encrypt
enqueue dequeue escalate finalize fulfil fulfill geocode hydrate import export index ingest initialize instantiate
invalidate login logout lookup migrate moderate normalize notify opt parse paginate ping precompute preauthorize
prioritize prepay provision purge reactivate reassign recalculate reconcile recompute redeem redeliver rediscover
refactor refresh regenerate reimburse reindex reinstate reject rename renew reopen repay replay replicate reprocess
reprice rerequest rerun resend reschedule restock resubmit resume resync retry rollback rotate sanitize scale serialize
signup subscribe sync synchronize tag throttle tokenize transcode trigger truncate unassign unblock uncomplete
unfollow unfreeze uninstall unlink unlock unmute unpublish unregister unreserve unsubscribe untag update upgrade upload
download upsert upvote validate verify whitelist yield onboard reship relocate deactivate delist deploy redeploy revoke
unban unpin unstar unlike undelete undo redo restart reallocate reauthorize recheck recreate reconfigure revalidate
unload preload prefetch refetch snapshot standardize unmark unset resolve unresolve uncancel escrow chargeback payout""".split()
# Words that are nouns as often as verbs in message names, regardless of their frequency in running text.
HOMOGRAPHS = """address launch login logout sign draft free recycle signup checkout rollback clear empty open close complete correct approach audit book buffer bundle cache cart change charge check claim comment contact copy
credit debit deposit discount display document estimate exchange exit export file filter flag fork grant guide hold
host image import index input invoice issue item label lead lease license like limit link list load lock log mail map
mark market match measure mention merge message model monitor name note notice number object offer order outlet output
package park patch pause pay phone place plan plot poll pool post practice present preview price print process produce
profile program progress project promise proof proxy pull purchase push query question queue quote race rank rate
ration reason rebate receipt record refund release rent repair reply report request research reserve rest result
return review reward ring risk route sample scale schedule score screen search sell service share ship shop signal
sketch sort source stage stamp star stock stop store stream supply support survey swap switch table tag target task
tax test ticket time token touch tour track trade transfer transit transport trial trip trust update upgrade upload
use value view visit vote voucher waiver watch wire work""".split()
# Mainly nouns or adjectives; unlikely as a verb at the start of a name.
NOT_VERBS = """account action asset bank battery bill case catalog category channel class client clock company
condition content context contract coordinate course currency customer data date deal default detail device
elevator end entity evidence face factor field figure fund game gateway goods group head history house identity
incident interest inventory job journal key land language ledger level line location loyalty machine manifest matter
measurement member menu merchant metal meter milestone minute mirror mode moment money movement network neighbor
node notification obligation office on option owner page paper parameter parcel part partner party pass path payment
people percent period person picture pipeline platform play point policy position power president pressure
procedure product property purpose quarter question reference region resource response role room rule
salary scene season seat secret section sector seed sentence sequence service session set shape shift site
size slot snapshot space span state statement status step stock string structure student study subject subscription
sum surface system tax team tenant term text thread tier title tool topic total town tracker train transaction
treasury truck type unit user vehicle vendor version video volume wage warehouse water way web week window word
world year zone sensor temperature cluster pod instance environment database deployment pod customer
cat dog eye hand head foot mouth nose shoulder back body man woman mother father baby knight lord king queen officer
doctor engineer pilot chair board panel card bus train plane boat ship car cab bike bicycle motor wheel wall roof floor
""".split()
NOUN_ING = """accounting advertising backing banking bearing billing blessing boarding booking briefing building
catering ceiling clearing clothing coding commenting consulting counseling crossing dealing dealing dressing drawing
dwelling earning ending engineering evening farming feeling filing financing finding fitting fundraising funding
gathering grading greeting handling hearing heading holding hosting housing hunting king landing learning lending
licensing listing living logging lodging mapping marketing meaning meeting messaging mining modeling monitoring
morning mortgaging networking offering onboarding opening ordering outing packaging painting parking picking planning
pricing printing processing profiling programming proceeding purchasing ranking rating reading recording recruiting
rendering reporting ring routing saving scheduling setting sharing shipping shopping sibling signing sourcing spring
staffing standing sting streaming string swing ticketing timing tracking trading training underwriting understanding
warning wedding wing wiring writing thing anything everything nothing something during being ping pending""".split()

# Prefixes that make verbs of verbs, as in `Lexicon.classes(of:)`.
PREFIXES = ("un", "re", "de", "dis", "pre", "out")

# The roles of words in names, regardless of their word class.
ROLES = {
    "q": "get find search query lookup list which how what who whose is has are count",
    "r": "requested rerequested",
    "m": "required needed wanted",
    "f": "upcoming soon expiring",
    "t": """available unavailable ready pending overdue due empty full active inactive missing online offline healthy
            unhealthy busy idle valid invalid""",
    "d": "bulk batch auto force really also then re mass",
    "o": "to from on off in into out of for by with as at up down over",
    "u": """create update delete remove change import export upload archive restore cancel edit sync void merge rename
            move add copy upsert""",
    "c": "error exception success failure timeout conflict crash outage",
    "w": "result results response reply answer acknowledgement acknowledgment ack",
}

# The lexicographer files of nouns for what happens or holds, by WordNet's numbers: act, event, phenomenon, process,
# state; and of nouns for what is thought or said, which count if they end like the noun of a verb.
HAPPENINGS = {4, 11, 19, 22, 26}
STATEMENTS = {9, 10, 12}
NOUN_ENDS = ("ion", "al", "ance", "ence", "ment")


def lemmas(path):
    for line in open(path, encoding="utf-8"):
        if not line.startswith(" "):
            word = line.split(" ", 1)[0]
            if word.isascii() and word.isalpha():
                yield word.lower()


def counts(path):
    """The number of occurrences in WordNet's tagged texts: {word: {1: as a noun, 2: as a verb, 3: as an adjective}}."""
    table = collections.defaultdict(collections.Counter)
    for line in open(path, encoding="utf-8"):
        key, _, count = line.split()
        word, sense = key.split("%")
        table[word][5 - 2 if sense[0] == "5" else int(sense[0])] += int(count)
    return table


def happens(word, folder):
    return folder in HAPPENINGS or folder in STATEMENTS and word.endswith(NOUN_ENDS)


def action_nouns(root, verbs):
    """The nouns derived from verbs that mainly mean a happening: by tagged uses, without these by the first sense."""
    folder, derived = {}, set()
    for line in open(os.path.join(root, "data.noun"), encoding="utf-8"):
        if line.startswith(" "):
            continue
        fields = line.split("|")[0].split()
        folder[fields[0]] = int(fields[1])
        size = int(fields[3], 16)
        words, start = fields[4:4 + 2 * size:2], 5 + 2 * size
        for at in range(start, start + 4 * int(fields[start - 1]), 4):
            symbol, _, part, ends = fields[at:at + 4]
            if symbol == "+" and part == "v" and ends[:2] != "00":
                derived.add(words[int(ends[:2], 16) - 1].lower())
    uses = collections.defaultdict(collections.Counter)
    for line in open(os.path.join(root, "cntlist.rev"), encoding="utf-8"):
        key, _, count = line.split()
        word, sense = key.split("%")
        if sense[0] == "1":
            uses[word][happens(word, int(sense.split(":")[1]))] += int(count)
    for line in open(os.path.join(root, "index.noun"), encoding="utf-8"):
        fields = line.split()
        if line.startswith(" ") or fields[0] not in derived or fields[0] in verbs or fields[0].endswith("ing"):
            continue
        used = uses[fields[0]]
        if fields[0].isalpha() and (used[True] > used[False] if used else
                                    happens(fields[0], folder[fields[-int(fields[2])]])):
            yield fields[0]


def senses(path):
    """The number of senses of each word."""
    return {line.split(" ", 1)[0]: int(line.split()[2]) for line in open(path, encoding="utf-8") if not line.startswith(" ")}


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "/usr/share/wordnet"
    verbs = set(lemmas(os.path.join(root, "index.verb")))
    nouns = set(lemmas(os.path.join(root, "index.noun")))
    adjectives = set(lemmas(os.path.join(root, "index.adj")))
    tagged = counts(os.path.join(root, "cntlist.rev"))
    noun_senses, verb_senses = (senses(os.path.join(root, f"index.{part}")) for part in ("noun", "verb"))
    flags = collections.defaultdict(set)
    for word in verbs | set(VERBS):
        noun, verb, adjective = (tagged[word][kind] for kind in (1, 2, 3))
        # A word that is a noun or adjective six times as often as a verb does not count as a verb at the start of a name.
        if word not in VERBS and word not in HOMOGRAPHS and word not in SAME:
            if word in NOT_VERBS or noun + adjective > 6 * verb + 3 or len(word) < 2:
                continue
            if verb == 0 and (word in nouns or word in adjectives):
                continue
        flags[word].add("v")
        if noun or noun_senses.get(word, 0) > 1:
            flags[word].add("k")
        # Also adjectives at the start of a name: `FreeProductRemoved`, `OpenOrderCount`.
        if word in HOMOGRAPHS or word in nouns and word not in VERBS and noun * 3 > verb:
            flags[word].add("n")
            if (verb, verb_senses.get(word, 0)) > (noun, noun_senses.get(word, 0)):
                flags[word].add("h")
    for word in SAME:
        flags[word] |= {"v", "s"}
    for line in open(os.path.join(root, "verb.exc"), encoding="utf-8"):
        form, base = line.split()[:2]
        if form.endswith(("ing", "s", "ed")) or not form.isalpha() or form in flags or base not in verbs:
            continue
        if form == base or form in NOT_VERBS:
            continue
        flags[form].add("p")
    for word in PAST:
        flags[word].add("p")
    # `found`, `left`, `felt`, `wound`: the past of one verb and the base of another. In a name they are the past form.
    for line in open(os.path.join(root, "verb.exc"), encoding="utf-8"):
        form, base = line.split()[:2]
        if form in ("found", "felt", "left", "ground", "wound", "bound", "shot", "spat", "fell", "lay", "bore"):
            flags[form] = {"p"}
    for word in ("saw", "rose", "dove", "wove", "lay", "bore", "fell", "spat", "wound", "ground", "shod"):
        flags[word].discard("p")
    everything = verbs | nouns | adjectives
    for word in everything:
        if word.endswith("ed"):
            stems = {word[:-2], word[:-1], word[:-3]} | ({word[:-3] + "y"} if word.endswith("ied") else set())
            doubled = len(word) > 4 and word[-3] == word[-4]
            stems.discard(word[:-3]) if not doubled else None
            if not any(stem in verbs or stem in flags and "v" in flags[stem] for stem in stems):
                flags[word].add("x")
    for word in NOUN_ING:
        flags[word].add("g")
    verb_like = {word for word, marks in flags.items() if marks & {"v", "p"}}
    for word in sorted(verb_like):
        # `resent`, `outbid`: past forms that are also a base form.
        base = next((word[len(prefix):] for prefix in PREFIXES if word.startswith(prefix)), "")
        if flags[word] >= {"v", "p"} or "v" in flags[word] and base in SAME:
            flags[word] = flags[word] - {"p"} | {"s"}
    # `resource`, `outcome`: not a verb behind a prefix, as the look-up would take unknown words.
    for word in nouns | adjectives:
        if word not in flags and any(word[len(prefix):] in verb_like for prefix in PREFIXES if word.startswith(prefix)):
            flags[word].add("n")
    for word in action_nouns(root, {word for word, marks in flags.items() if "v" in marks}):
        flags[word].add("e")
    for mark, words in ROLES.items():
        for word in words.split():
            flags[word].add(mark)
    lines = [f"{word} {''.join(sorted(marks))}\n" for word, marks in sorted(flags.items()) if marks]
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Sources", "Naming", "Lexicon")
    notice = []
    for line in open(os.path.join(root, "../doc/wordnet-base/copyright"), encoding="utf-8"):
        if line.startswith("Files: debian"):
            break
        if line.startswith(" "):
            notice.append("//" + ("" if line.strip() == "." else " " + line.strip()) + "\n")
    with open(os.path.join(folder, "LexiconWords.swift"), "w", encoding="ascii") as file:
        file.write("// Made by scripts/make-lexicon.py; do not edit. Words and their classes are derived from WordNet:\n//\n")
        file.writelines(notice)
        file.write('\nextension Lexicon {\n  static let words: StaticString = """\n')
        file.writelines("    " + line for line in lines)
        file.write('    """\n}\n')
    print(len(lines), "words,", sum(map(len, lines)), "bytes")


main()
