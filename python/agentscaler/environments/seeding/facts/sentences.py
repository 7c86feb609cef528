"""Sentences: descriptions, comments, messages, reasons, by what they are about.

``{noun}`` is what the row is, ``{team}`` a team, ``{name}`` the name that the row has.
"""

from __future__ import annotations

TECHNICAL = (
    "Serves the {team} team in {stage}.",
    "Used by the {service} service.",
    "Owned by {team}; ask before changing it.",
    "Created for the {service} migration.",
    "Handles traffic of the {service} service in {stage}.",
    "Nightly workload of the {team} team.",
    "Shared {noun} for {service} and {other}.",
    "Kept for audits until the end of the year.",
    "Replaces the old {noun} of the {service} service.",
    "Managed by the {team} team with infrastructure as code.",
)
GENERAL = (
    "Set up at the request of the {department} department.",
    "Agreed with {person} in January.",
    "Covers the first half of 2026.",
    "For the {region} region only.",
    "Reviewed once a quarter by {department}.",
    "Replaces the {noun} of last year.",
    "Please contact {person} before making changes.",
    "Part of the regular work of {department}.",
    "Applies to all sites in {region}.",
    "Kept open until the next review.",
)
PROJECT = (
    "Brings {department} and {other_department} onto one system by summer.",
    "Goal: fewer manual steps for the {team} team.",
    "Pilot with three sites, roll-out in the second quarter.",
    "Follow-up to the findings of last year's audit.",
    "Cuts the handling time by a third, led by {person}.",
    "New look and simpler navigation, tested with twenty customers.",
)
EVENT = (
    "Open to all colleagues; please register a week ahead.",
    "Talks in the morning, workshops in the afternoon.",
    "Drinks and snacks are provided.",
    "Hosted by {person} and the {team} team.",
    "Bring a laptop and your questions.",
    "Doors open half an hour before the start.",
)
ISSUE = (
    "Happens on every second attempt since the last release. Steps to reproduce are attached.",
    "The customer reports that it worked until Friday. No error message is shown.",
    "Affects about twenty users in {region}. A workaround is to reload the page.",
    "Seen in the latest version on both desktop and mobile.",
    "First reported by {person}; the logs show a timeout after 30 seconds.",
    "Not urgent, but it comes up in almost every onboarding call.",
)
COURSE = (
    "Twelve weeks with weekly exercises and a final project.",
    "For beginners; no previous knowledge is needed.",
    "Covers theory and practice, with guest lectures from industry.",
    "Small groups, graded by two essays and an oral exam.",
    "Taught in person, with recordings of all sessions.",
)
STORY = (
    "Two estranged sisters return to the harbour town where they grew up.",
    "A retired detective takes one last case that leads back to his own family.",
    "A young engineer discovers a message hidden in an old radio archive.",
    "Over one winter, a village decides what it is willing to remember.",
    "A road trip along the coast turns into a search for a missing brother.",
    "The crew of a research vessel loses contact with the mainland.",
)
MUSIC = (
    "Warm guitars, brushed drums and a voice close to the microphone.",
    "Recorded live in a single week at an old cinema.",
    "Slow builds and late-night synths for long drives.",
    "Songs for quiet mornings, updated every month.",
    "A return to acoustic roots after two electronic records.",
)
STAY = (
    "Quiet rooms in the old town, five minutes from the station.",
    "Sea view, breakfast until eleven and bicycles for guests.",
    "Renovated in 2024, with a roof terrace and free wifi.",
    "Family-run house with a garden and secure parking.",
    "Bright and well equipped, close to shops and the tram.",
)
DISH = (
    "Ready in half an hour and even better the next day.",
    "A family recipe with seasonal vegetables.",
    "Slow cooked, served with fresh bread.",
    "Light and fresh, with herbs from the garden.",
    "Comfort food for cold evenings; serves four.",
)
JOB = (
    "You will work with a small team and own your results from the first month.",
    "We look for somebody with three years of experience and clear writing.",
    "Hybrid work, flexible hours and a yearly training budget.",
    "You plan, build and run the services of the {team} team.",
)
MEDICAL = (
    "Patient reports improvement since the last visit.",
    "Symptoms for two weeks, worse at night. No fever.",
    "Blood pressure to be measured daily until the next appointment.",
    "Advised rest and plenty of fluids; follow-up in ten days.",
    "Take with food. Stop and call in case of a rash.",
    "Results within the normal range; next check in a year.",
)
INTAKE = (
    "Take with food.",
    "Take in the morning with a glass of water.",
    "Stop and call in case of a rash.",
    "Do not take together with alcohol.",
    "Finish the whole course, even if symptoms improve.",
    "Take before going to bed.",
)
SENSED = (
    "Temperature above 28 degrees for ten minutes.",
    "Battery below 15 percent.",
    "No data received for an hour.",
    "Humidity above 75 percent.",
    "Motion detected outside of opening hours.",
    "Door open for more than five minutes.",
    "Pressure outside of the normal range.",
    "Water detected at the sensor.",
)
CODE = (
    "Command line tools of the {team} team.",
    "Source code and deployment of the {service} service.",
    "Shared components for web and mobile.",
    "Examples and documentation for partners.",
    "Scheduled jobs that feed the {service} service.",
    "Experiments; not for production.",
    "Infrastructure of the {team} team as code.",
    "Internal library with tests and benchmarks.",
)
EXERCISE = (
    "Read chapters three and four and answer the questions at the end.",
    "Two pages; cite at least three sources.",
    "Solve all ten problems and show your work.",
    "Work in pairs and hand in one report.",
    "Record a talk of five minutes on a topic of your choice.",
)
PAYMENT = (
    "Invoice 2026-{number}",
    "Monthly rent",
    "Office supplies",
    "Consulting services January",
    "Refund for returned article",
    "Subscription renewal",
    "Dinner with client",
    "Travel to {city}",
    "Electricity bill",
    "Salary February",
    "Deposit for order {number}",
    "Membership fee",
)
TEAM = (
    "Looks after everything around {name}.",
    "Eight people in two time zones, led by {person}.",
    "First contact for questions of {department}.",
    "Builds and runs the tools that {department} works with.",
)
ROLE = (
    "May view all records and edit those of the own team.",
    "Read access to reports and settings.",
    "Full access, including members and billing.",
    "May create and assign, but not delete.",
    "For external partners; expires with the contract.",
)
RESOLUTION = (
    "Replaced the faulty part and tested it.",
    "Settings were corrected; works again.",
    "Refunded in full.",
    "Explained to the customer over the phone.",
    "Fixed with the latest update.",
    "Account was unlocked again.",
    "Duplicate of an earlier report.",
    "Could not be reproduced.",
)
COMMENT = (
    "Looks good to me, thanks for the quick turnaround.",
    "Could we move this to next week? {person} is away until Thursday.",
    "I have attached the latest figures.",
    "Confirmed by phone this morning.",
    "Please check the numbers in the second table again.",
    "The customer is happy with the solution.",
    "Waiting for an answer from {department}.",
    "I tried it on a fresh account and it works now.",
    "Let's discuss this in the meeting on Monday.",
    "Done, closing from my side.",
    "Can somebody from {team} take a look?",
    "Same here since yesterday afternoon.",
)
PRAISE = (
    "Exactly as described and delivered a day early.",
    "Good value, and the instructions are clear.",
    "We have used it for a month and are very pleased.",
    "Friendly support and a quick answer to every question.",
    "The second one we bought; the first was a gift.",
    "Would recommend to anybody who is just starting.",
)
BLAME = (
    "Not bad, but smaller than it looks in the pictures.",
    "Stopped working after two weeks, but the refund was quick.",
    "The colour is not that of the picture.",
    "Arrived late, and one part was missing.",
)
GUESTS_PRAISE = (
    "Friendly staff, and everything was spotless.",
    "Quiet, central and good value. We will be back.",
    "Lovely evening, and they took care of our allergies.",
    "Exactly as shown in the pictures.",
    "Quick service even though it was full.",
)
GUESTS_BLAME = (
    "Nice place, but very noisy at night.",
    "We waited for almost an hour.",
    "Smaller than expected, and the heating did not work.",
    "Overpriced for what you get.",
)
REVIEW = PRAISE + BLAME
MESSAGE = (
    "Hi {first}, are we still on for tomorrow at ten?",
    "The delivery has arrived, everything complete.",
    "Please find the signed contract attached.",
    "Your appointment on Tuesday is confirmed.",
    "Could you send me the invoice for January?",
    "Thanks for your help yesterday!",
    "I'll be ten minutes late, please start without me.",
    "The new version is live. Let us know what you think.",
    "We have received your request and will answer within a day.",
    "Reminder: the report is due on Friday.",
    "Great news: the client has accepted the offer.",
    "Can you call me back when you have a minute?",
)
SUBJECT = (
    "Your order has been shipped",
    "Meeting notes from Tuesday",
    "Question about invoice 2026-{number}",
    "Welcome to the team",
    "Offer for the spring campaign",
    "Reminder: feedback due on Friday",
    "Change of delivery address",
    "Agenda for the planning day",
    "Access to the shared folder",
    "Re: Contract renewal",
    "Booking confirmation",
    "Monthly summary for February",
)
REASON = (
    "Requested by the customer",
    "No longer needed",
    "Duplicate entry",
    "Ordered by mistake",
    "Found a better price",
    "Schedule conflict",
    "Budget not approved",
    "Arrived damaged",
    "Wrong size",
    "Change of plans",
)
NOTE = (
    "Call before delivery.",
    "Prefers contact by email.",
    "Leave at the reception.",
    "Long-standing customer.",
    "Needs approval of {person}.",
    "Gift, please do not include the invoice.",
    "Ring twice, the bell is quiet.",
    "Discussed on the phone with {person}.",
    "Allergic to nuts.",
    "Ask for {first} on arrival.",
)
STEPS = (
    "Preheat the oven to 200 degrees and line a tray.",
    "Chop the vegetables and fry them gently for ten minutes.",
    "Add the stock, bring to the boil and simmer.",
    "Season to taste and serve with fresh herbs.",
)
PROCEDURE = (
    "Fill in the form and attach a copy of your identity card.",
    "Book an appointment at the office that is in charge.",
    "Collect the documents and have them checked.",
    "Pay the fee and keep the receipt.",
    "Wait for the confirmation, which takes about two weeks.",
    "Sign the agreement in the presence of a witness.",
)
QUESTIONS = (
    "How do I change my delivery address?",
    "What is the difference between the two plans?",
    "Which documents do I need to bring?",
    "How long does a refund take?",
    "Can I move my booking to another day?",
    "Where can I find my invoices?",
)
ANSWERS = (
    "You can change it in your profile until the parcel is handed over.",
    "The larger plan includes phone support and three more seats.",
    "A photo ID and proof of address are enough.",
    "Refunds usually take three to five working days.",
    "Yes, free of charge up to a day in advance.",
)
_LONG = (
    """The first quarter brought steady growth in all regions. Returns fell slightly, and delivery
    times improved after the second warehouse opened in January.""",
    """We met with the supplier on Tuesday and agreed on new terms. The contract will be signed by
    the end of the month and takes effect in April.""",
    """Most participants found the new process easier than the old one. Two asked for a printed
    guide, and one reported a slow connection on site.""",
    """This guide explains how to set up an account, invite colleagues and share the first project.
    It takes about ten minutes.""",
)
LONG = tuple(" ".join(text.split()) for text in _LONG)

LAW = (
    "Sets out who is responsible, and what happens where the rules are broken.",
    "Gives everyone the right to see what is kept about them.",
    "Applies to companies with more than ten employees.",
    "Limits how long records may be kept, with fines for those who keep them longer.",
    "Replaces three older acts and comes into force in steps.",
    "Says which permits are needed and which office gives them.",
)
THEORY = (
    "Judges what people do by what comes of it.",
    "Explains behaviour by what was learned early in life.",
    "Assumes that people weigh gains and losses against each other.",
    "Holds that rules come before results.",
    "Looks at the whole rather than at its parts.",
    "Still debated, since the evidence can be read in two ways.",
)
FINDINGS = (
    "A study of 1,200 adults over five years finds a small but steady effect.",
    "Three methods are compared on public data; the simplest does best.",
    "Interviews with forty practitioners show where guidelines are not followed.",
    "The effect disappears once income is taken into account.",
    "A review of ninety trials, with open questions for further work.",
    "Measurements at twelve sites confirm what models had predicted.",
)
THEME = (
    "Everything about {name}.",
    "{name}, for beginners and experts.",
    "What is new in {name}.",
    "A collection around {name}, sorted by date.",
)
NATURE = (
    "Lives in mixed woodland and near slow rivers.",
    "Feeds at dusk, mostly on insects and berries.",
    "Found from the coast to the tree line; numbers are stable.",
    "Flowers in early summer and likes dry soil.",
    "Rare outside protected areas.",
)
PLACE = (
    "Ten minutes on foot from the station, open all year.",
    "Built in the nineteenth century and restored in 2009.",
    "Quiet in the morning, crowded on Sundays.",
    "Guided tours start every hour; children go free.",
    "The view over the old town is worth the climb.",
)
BY_NOUN = {
    **dict.fromkeys(("law", "act", "statute", "regulation", "legislation"), LAW),
    **dict.fromkeys(("theory", "principle", "concept", "philosophy", "doctrine"), THEORY),
    **dict.fromkeys(("paper", "study", "publication", "thesis"), FINDINGS),
    **dict.fromkeys(("category", "topic", "collection", "genre", "tag", "subject"), THEME),
    **dict.fromkeys(("species", "animal", "plant", "bird", "fish", "fauna", "flora"), NATURE),
    **dict.fromkeys(("monument", "landmark", "attraction", "park", "museum", "trail"), PLACE),
    "project": PROJECT,
    "initiative": PROJECT,
    "portfolio": PROJECT,
    "board": PROJECT,
    "milestone": PROJECT,
    "event": EVENT,
    "meeting": EVENT,
    "webinar": EVENT,
    "conference": EVENT,
    "issue": ISSUE,
    "ticket": ISSUE,
    "bug": ISSUE,
    "incident": ISSUE,
    "case": ISSUE,
    "request": ISSUE,
    "alert": ISSUE,
    "course": COURSE,
    "class": COURSE,
    "lesson": COURSE,
    "movie": STORY,
    "film": STORY,
    "show": STORY,
    "series": STORY,
    "episode": STORY,
    "book": STORY,
    "novel": STORY,
    "song": MUSIC,
    "track": MUSIC,
    "album": MUSIC,
    "playlist": MUSIC,
    "artist": MUSIC,
    "hotel": STAY,
    "room": STAY,
    "listing": STAY,
    "apartment": STAY,
    "property": STAY,
    "dish": DISH,
    "recipe": DISH,
    "meal": DISH,
    "job": JOB,
    "opening": JOB,
    "posting": JOB,
    "repository": CODE,
    "repo": CODE,
    "package": CODE,
    "assignment": EXERCISE,
    "homework": EXERCISE,
    "exam": EXERCISE,
    "position": JOB,
    "vacancy": JOB,
    "appointment": MEDICAL,
    "visit": MEDICAL,
    "prescription": MEDICAL,
    "encounter": MEDICAL,
    "patient": MEDICAL,
    "diagnosis": MEDICAL,
    "observation": MEDICAL,
    "transaction": PAYMENT,
    "payment": PAYMENT,
    "transfer": PAYMENT,
    "expense": PAYMENT,
    "invoice": PAYMENT,
    "charge": PAYMENT,
    "entry": PAYMENT,
    "refund": PAYMENT,
    "team": TEAM,
    "department": TEAM,
    "group": TEAM,
    "role": ROLE,
    "permission": ROLE,
    "review": REVIEW,
    "feedback": REVIEW,
    "rating": REVIEW,
    "comment": COMMENT,
    "reply": COMMENT,
    "message": MESSAGE,
    "email": MESSAGE,
    "notification": MESSAGE,
}
