"""Things that are sold: what they are called, of which kind, and what they cost."""

from __future__ import annotations

from typing import NamedTuple

from agentscaler.environments.seeding.facts.media import BOOKS, PUBLISHERS
from agentscaler.environments.seeding.facts.sentences import STORY


class Good(NamedTuple):
    """An article; ``price`` in a currency of about a dollar, ``weight`` in grams."""

    name: str
    category: str
    brand: str
    price: float
    weight: int
    text: str


_GOODS = """\
Trail Running Shoes|Sports|Fernhill|119.00|620|Grippy sole and a light, breathable upper.
Stainless Steel Water Bottle|Kitchen|Norvik|24.90|340|Keeps drinks cold for a day.
Wireless Noise-Cancelling Headphones|Electronics|Auralis|199.00|260|Thirty hours of battery.
Merino Wool Sweater|Clothing|Alder & Pine|89.50|410|Soft, warm and machine washable.
Cast Iron Skillet 26 cm|Kitchen|Hearthside|44.00|2300|Pre-seasoned and oven safe.
Adjustable Desk Lamp|Home|Lumio|59.00|1150|Dims in five steps, with a USB-C port in its base.
Organic Green Tea|Food|Teahaus|7.90|120|Forty bags of spring harvest leaves.
Mechanical Keyboard|Electronics|Keyforge|129.00|980|Hot-swappable switches and white backlight.
Yoga Mat 6 mm|Sports|Stillwater|34.95|1200|Non-slip on both sides.
Cordless Drill 18 V|Tools|Stahlwerk|149.00|1700|Two batteries, a charger and a carrying case.
Ceramic Coffee Mug|Kitchen|Hearthside|12.50|380|Holds 350 ml and fits most machines.
Waterproof Hiking Jacket|Clothing|Fernhill|179.00|540|Taped seams and underarm vents.
Wooden Train Set|Toys|Little Maple|49.99|1900|Forty pieces of beech wood, from three years on.
Portable Bluetooth Speaker|Electronics|Auralis|79.00|560|Splash proof, plays for twelve hours.
Linen Duvet Cover|Home|Alder & Pine|139.00|1600|Stone-washed linen.
The Lighthouse Keeper's Daughter|Books|Quill House|16.99|390|A novel of the sea.
Vitamin C Face Serum|Beauty|Botanica|28.00|90|Brightens the skin; free of perfume.
Carbon Road Bike Helmet|Sports|Velora|94.00|270|Eighteen vents and a dial at the back.
Smart Thermostat|Electronics|Lumio|169.00|310|Learns the rhythm of a home and saves heating.
Dark Chocolate 72 %|Food|Cacao Norte|4.20|100|From a single farm in Ecuador.
Leather Wallet|Clothing|Hollis|54.00|95|Six cards, notes and coins; ages well.
Garden Pruning Shears|Tools|Grünfeld|27.50|240|Bypass blades for branches of up to 20 mm.
Building Blocks 500 Pieces|Toys|Brickly|39.90|1300|Fits all common systems.
USB-C Docking Station|Electronics|Portwell|109.00|330|Two displays, network and 90 W of charging.
Down Sleeping Bag|Sports|Fernhill|229.00|890|Comfortable down to minus five degrees.
Beeswax Candles Set of 4|Home|Botanica|19.80|520|Burn for twelve hours each.
Olive Oil Extra Virgin 750 ml|Food|Oliveto|13.90|1250|Cold pressed within hours of the harvest.
Espresso Machine|Kitchen|Norvik|449.00|8200|Fifteen bar pump and a steam wand.
Cotton T-Shirt|Clothing|Alder & Pine|22.00|180|Heavy organic cotton in a regular cut.
A Short History of Maps|Books|Meridian Press|21.50|610|How people drew the world.
Electric Toothbrush|Beauty|Dentara|64.90|210|Three modes and a travel case.
Folding Camping Chair|Sports|Stillwater|42.00|2600|Carries 120 kg and folds flat.
27-inch 4K Monitor|Electronics|Visara|379.00|5400|Colour calibrated, height adjustable.
Puzzle 1000 Pieces Night Sky|Toys|Little Maple|17.50|700|A map of the northern stars.
Digital Multimeter|Tools|Stahlwerk|36.00|320|Auto ranging, with a backlit display.
Bamboo Cutting Board|Kitchen|Hearthside|23.00|1100|With a groove that catches juice.
Wool Throw Blanket|Home|Alder & Pine|74.00|1350|Woven from recycled wool.
Robot Vacuum Cleaner|Electronics|Lumio|329.00|3600|Maps each floor and empties itself.
Children's Rain Boots|Clothing|Puddle|31.00|690|Natural rubber with reflective straps.
Ground Coffee House Blend 500 g|Food|Teahaus|9.60|500|Chocolate and hazelnut, medium roast.
Inflatable Kayak|Sports|Stillwater|289.00|11800|For two, with paddles and a pump.
Hand Cream Lavender|Beauty|Botanica|8.40|85|Absorbs quickly and leaves no film.
Bookshelf Oak 5 Shelves|Furniture|Hollis|249.00|28500|Solid oak, delivered flat.
Ergonomic Office Chair|Furniture|Kontor|319.00|16800|Lumbar support and armrests that move.
Graph Paper Notebook A5|Stationery|Quill House|6.80|220|Numbered pages, opens flat.
Fountain Pen Medium Nib|Stationery|Quill House|38.00|45|With a converter and two cartridges.
Dog Harness|Pets|Pawtrail|29.90|260|Padded, with a handle at the back.
Cat Scratching Post|Pets|Pawtrail|45.00|5200|Sisal trunk and a plush platform.
Marble Run Starter Set|Toys|Little Maple|44.50|1500|Sixty pieces that fit other runs.
Plush Elephant|Toys|Puddle|18.90|260|Soft, washable and safe from birth.
Memory Card Game Animals|Toys|Brickly|12.90|310|Thirty-six pairs on thick card.
Balance Bike|Toys|Little Maple|89.00|3900|For two to five years, with air tyres.
Claw Hammer 450 g|Tools|Stahlwerk|19.90|720|Fibreglass handle with a soft grip.
Socket Wrench Set 46 Pieces|Tools|Stahlwerk|54.00|2100|Metric sizes in a sturdy case.
Spirit Level 60 cm|Tools|Grünfeld|22.00|480|Three vials, milled on both sides.
Cordless Hedge Trimmer|Tools|Grünfeld|129.00|2900|Cuts branches of up to 18 mm.
Wild Flower Honey 500 g|Food|Oliveto|8.90|740|From bees of the northern hills.
Sourdough Crackers|Food|Teahaus|3.80|150|Baked twice with sea salt.
Basmati Rice 1 kg|Food|Oliveto|4.60|1000|Aged for a year, long grain.
Strawberry Jam|Food|Cacao Norte|4.90|370|Seventy percent fruit.
Almond Granola|Food|Teahaus|6.50|450|Baked with maple syrup.
USB-C Charger 65 W|Electronics|Portwell|39.90|140|Charges a laptop and a phone at once.
E-Reader 7 Inch|Electronics|Visara|159.00|190|Weeks of battery and a warm light.
Fitness Watch|Electronics|Velora|149.00|48|Heart rate, sleep and GPS.
Rain Poncho|Clothing|Puddle|29.00|310|Packs into its own pocket.
Wool Socks 3 Pairs|Clothing|Alder & Pine|24.00|210|Cushioned heel and toe.
Canvas Sneakers|Clothing|Hollis|64.00|780|Vulcanised sole, organic cotton.
Table Lamp Ceramic|Home|Lumio|69.00|1800|Hand-glazed base with a linen shade.
Bath Towel Set|Home|Alder & Pine|49.00|1400|Four towels of combed cotton.
Foam Roller|Sports|Stillwater|27.00|620|Medium density, with a guide to exercises.
Jump Rope|Sports|Velora|14.50|180|Ball bearings and adjustable length.
Chef's Knife 20 cm|Kitchen|Norvik|74.00|230|Forged steel with a walnut handle.
Glass Storage Containers|Kitchen|Hearthside|34.00|1900|Five sizes with tight lids.
Sunscreen SPF 50|Beauty|Botanica|16.90|150|Light, and leaves no white traces.
Shampoo Bar|Beauty|Botanica|9.80|80|Solid shampoo for normal hair.
Dining Chair Beech|Furniture|Hollis|119.00|5200|Stackable, with a woven seat.
Side Table Walnut|Furniture|Kontor|99.00|6300|Round top on three legs.
Desk Organizer|Stationery|Kontor|26.00|650|Felt-lined trays for pens and paper.
Sticky Notes 12 Pads|Stationery|Quill House|8.20|420|Four colours, hold on all paper.
Dog Bed Medium|Pets|Pawtrail|59.00|2300|Washable cover and thick foam.
Bird Feeder|Pets|Pawtrail|21.00|540|Seed-saving tray and easy to clean."""
_BOOKS = (12.99, 14.5, 16.0, 18.9, 21.0, 24.95, 9.99, 28.0)


def _good(line: str) -> Good:
    name, category, brand, price, weight, text = line.split("|")
    return Good(name, category, brand, float(price), int(weight), text)


_LISTED = tuple(_good(line) for line in _GOODS.splitlines())
_TITLES = {one.name for one in _LISTED}
_PRINTED = tuple(
    Good(
        title,
        "Books",
        PUBLISHERS[at % len(PUBLISHERS)],
        _BOOKS[at % 8],
        290 + 13 * at,
        STORY[at % 6],
    )
    for at, title in enumerate(one for one in BOOKS if one not in _TITLES)
)
GOODS = _LISTED + _PRINTED[:4]
"""What a shop has; of books only some, since they are not all that people buy."""
VARIANTS = ("Large", "2-Pack", "Gift Edition")
KINDS = {
    "book": "Books",
    "toy": "Toys",
    "game": "Toys",
    "tool": "Tools",
    "hardware": "Tools",
    "food": "Food",
    "grocery": "Food",
    "beverage": "Food",
    "electronics": "Electronics",
    "electronic": "Electronics",
    "computer": "Electronics",
    "gadget": "Electronics",
    "phone": "Electronics",
    "clothing": "Clothing",
    "clothes": "Clothing",
    "apparel": "Clothing",
    "fashion": "Clothing",
    "shoe": "Clothing",
    "home": "Home",
    "garden": "Tools",
    "house": "Home",
    "furniture": "Furniture",
    "office": "Stationery",
    "kitchen": "Kitchen",
    "sport": "Sports",
    "outdoor": "Sports",
    "fitness": "Sports",
    "beauty": "Beauty",
    "health": "Beauty",
    "cosmetic": "Beauty",
    "pet": "Pets",
    "stationery": "Stationery",
}
"""What enums call the categories, in the singular."""
OF_CATEGORY = {
    kind: tuple(one for one in _LISTED + _PRINTED if one.category == kind)
    for kind in KINDS.values()
}

COLOURS = (
    ("black", "#000000"),
    ("white", "#FFFFFF"),
    ("navy", "#1F3A5F"),
    ("forest green", "#2E6B4F"),
    ("burgundy", "#7B2D3B"),
    ("grey", "#8A8D91"),
    ("sand", "#D8C3A5"),
    ("red", "#C0392B"),
    ("sky blue", "#5DADE2"),
    ("orange", "#E67E22"),
    ("purple", "#7D5BA6"),
    ("yellow", "#F4D03F"),
)
SIZES = ("S", "M", "L", "XL", "XS")
MATERIALS = ("cotton", "wool", "leather", "oak", "stainless steel", "aluminium", "linen", "glass")
