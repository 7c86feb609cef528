"""Health, travel, food and weather."""

from __future__ import annotations

from agentscaler.environments.seeding.facts.lines import split

SPECIALTIES = split(
    """Cardiology|Pediatrics|Orthopedics|Dermatology|General practice|Neurology|Oncology|Radiology|
    Gynecology|Psychiatry|Ophthalmology|Emergency medicine|Urology|Endocrinology"""
)
DIAGNOSES = split(
    """I10 Essential hypertension|E11.9 Type 2 diabetes mellitus|J45.909 Asthma|
    M54.5 Low back pain|J06.9 Acute upper respiratory infection|G43.909 Migraine|
    K21.9 Gastro-esophageal reflux disease|F41.1 Generalized anxiety disorder|
    E78.5 Hyperlipidemia|N39.0 Urinary tract infection|L20.9 Atopic dermatitis|
    M17.9 Osteoarthritis of the knee|D50.9 Iron deficiency anemia|J20.9 Acute bronchitis|
    E03.9 Hypothyroidism|S93.40 Ankle sprain"""
)
DRUGS = split(
    """Metformin 500 mg|Lisinopril 10 mg|Amoxicillin 500 mg|Ibuprofen 400 mg|Atorvastatin 20 mg|
    Salbutamol inhaler|Omeprazole 20 mg|Levothyroxine 50 mcg|Sertraline 50 mg|Amlodipine 5 mg|
    Cetirizine 10 mg|Paracetamol 500 mg|Ramipril 5 mg|Sumatriptan 50 mg|Insulin glargine|
    Hydrocortisone cream 1 %|Vitamin D3 1000 IU|Pantoprazole 40 mg"""
)
DOSES = {
    "Salbutamol inhaler": "2 puffs",
    "Insulin glargine": "10 units",
    "Hydrocortisone cream 1 %": "thin layer",
}
DOSAGES = split("500 mg|10 mg|20 mg|5 mg|50 mcg|2 puffs|1 tablet|5 ml")
INTAKES = split("once daily|twice daily|three times daily|every 8 hours|as needed|at bedtime")
ALLERGIES = split("penicillin|peanuts|latex|pollen|shellfish|ibuprofen|none known|bee venom")
SYMPTOMS = split(
    """persistent cough|headache|lower back pain|fatigue|shortness of breath|skin rash|fever|
    dizziness|sore throat|knee pain|nausea|insomnia"""
)
PROCEDURES = split(
    """Electrocardiogram|Blood panel|Chest X-ray|MRI of the knee|Physical therapy session|
    Flu vaccination|Colonoscopy|Cataract surgery|Ultrasound|Dental cleaning|Allergy test|
    Stress test|Skin biopsy|Wound care"""
)
VISITS = split(
    """Annual check-up|Follow-up on blood pressure|Flu vaccination|Persistent cough|Knee pain|
    Review of lab results|Skin rash|Medication refill|Back pain|Migraine consultation|
    Pre-surgery assessment|Allergy test"""
)
INSURERS = split("Meridian Health|BlueRiver Care|Unity Mutual|Summit Health Plan|Evergreen Medical")

AIRLINES = split(
    """BA British Airways|LH Lufthansa|AF Air France|DL Delta Air Lines|UA United Airlines|
    AC Air Canada|QF Qantas|AA American Airlines|KL KLM|AS Alaska Airlines|U2 easyJet|IB Iberia|
    SK SAS|JL Japan Airlines"""
)
AIRCRAFT = split(
    """Airbus A320neo|Boeing 737-800|Airbus A350-900|Boeing 787-9|Embraer E190|Airbus A220-300|
    Boeing 777-300ER|ATR 72-600"""
)
WIDE = split("Airbus A350-900|Boeing 787-9|Boeing 777-300ER")
"""Aircraft for more than five hours."""
NARROW = split("Airbus A320neo|Boeing 737-800|Embraer E190|Airbus A220-300")
CABINS = ("economy", "economy", "premium_economy", "business", "first")
HOTELS = split(
    """Harbour View Hotel|The Grand Meridian|Cedar Lodge|Hotel Belvedere|City Garden Inn|
    The Copper House|Lakeside Resort & Spa|Hotel Aurora|The Old Mill Inn|Park Lane Suites|
    Sunset Bay Hotel|The Lantern Boutique Hotel|Station House|Alpine Chalet Hotel|Palm Court|
    Riverside Plaza|Hotel Continental|The Juniper|Bayview Apartments|Castle Hotel"""
)
ROOMS = ("Standard double", "Deluxe king", "Twin", "Junior suite", "Single", "Family room")
AMENITIES = split(
    """wifi|breakfast|parking|pool|gym|airport shuttle|air conditioning|spa|pet friendly|
    restaurant|laundry|bar"""
)
RESTAURANTS = split(
    """The Copper Kettle|Trattoria Bella|Sakura Garden|Blue Door Bistro|Casa Luna|The Green Fork|
    Spice Route|Harbour Grill|Noodle House|Le Petit Jardin|Taco Corner|Olive & Thyme|
    Golden Dragon|Smokehouse 21|Bread & Butter|Mezze Table|The Corner Slice|Seaside Oyster Bar|
    Saffron|Farmhouse Kitchen"""
)
CUISINES = split(
    """Italian|Japanese|Mexican|Indian|French|Thai|Chinese|Mediterranean|American|Vegetarian|
    Spanish|Lebanese"""
)
DISHES = split(
    """Mushroom Risotto|Chicken Tikka Masala|Lentil Soup|Margherita Pizza|Beef Ramen|
    Grilled Salmon with Dill|Vegetable Curry|Caesar Salad|Shrimp Tacos|Spinach Lasagna|Falafel Wrap|
    Apple Crumble|Pad Thai|Roast Pumpkin Salad|Lamb Stew|Tomato Basil Pasta|Chocolate Mousse|
    Shakshuka|Fish and Chips|Banana Pancakes"""
)
INGREDIENTS = split(
    """olive oil|garlic|onion|tomatoes|chickpeas|rice|chicken breast|basil|lemon|butter|eggs|flour|
    spinach|parmesan|carrots|ginger|coriander|mushrooms|salmon|yogurt"""
)
DIETS = split("vegetarian|vegan|gluten-free|dairy-free|halal|low-carb|pescatarian")
MEALS = ("breakfast", "lunch", "dinner", "snack")

SKIES = split("Clear|Partly cloudy|Cloudy|Light rain|Rain|Thunderstorms|Fog|Light snow|Windy|Sunny")
STATIONS = split("Airport|Harbour|Observatory|Botanical Garden|City Centre|University|North Ridge")
WARNINGS = split(
    """Heavy rain warning|High wind advisory|Frost warning|Flood watch|Heat advisory|
    Thunderstorm warning|Dense fog advisory|Snow and ice warning"""
)
NOTICES = split(
    """Measles cases reported|Mosquito-borne illness on the rise|Boil tap water|
    Public transport strike|Road closed after landslide|Poor air quality|
    Pickpocketing near the main station|Vaccination certificate required|
    Demonstration in the city centre|Water supply interrupted"""
)
WORKOUTS = split("Morning run|Strength training|Cycling|Swimming laps|Yoga flow|HIIT|Hill walk")
MUSCLES = split("chest|back|quadriceps|shoulders|hamstrings|core|biceps|glutes")
EXERCISES = split(
    """Barbell Squat|Push-up|Deadlift|Plank|Lunges|Pull-up|Bench Press|Burpees|Kettlebell Swing|
    Rowing|Overhead Press|Russian Twist"""
)
SIGNS = split(
    "aries|taurus|gemini|cancer|leo|virgo|libra|scorpio|sagittarius|capricorn|aquarius|pisces"
)
ATTRACTIONS = split(
    """Old Town Walking Tour|Maritime Museum|Botanical Garden|City Zoo|Cathedral Tower|
    Modern Art Gallery|Harbour Cruise|Castle Ruins|Science Center|Sunset Viewpoint|
    Central Market|Opera House"""
)
LISTINGS = split(
    """Sunny Two-Bedroom Apartment|Loft near the Harbour|Family House with Garden|
    Studio in Old Town|
    Renovated Townhouse|Penthouse with Terrace|Cottage by the Lake|Bright Corner Flat|
    Semi-Detached House|Ground-Floor Apartment|Farmhouse with Barn|Modern Duplex"""
)
