"""Names of people, first names and family names that go together."""

from __future__ import annotations

from typing import NamedTuple

from agentscaler.environments.seeding.facts.lines import split


class Names(NamedTuple):
    """Names of one language; women's and men's first names, and family names."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]


def _names(women: str, men: str, families: str) -> Names:
    return Names(tuple(women.split()), tuple(men.split()), tuple(families.split()))


NAMES = {
    "english": _names(
        """Emily Hannah Grace Olivia Charlotte Abigail Megan Rachel Natalie Claire Rebecca Lauren
        Victoria Alice Nora Caroline Audrey Bethany Julia Ellen Margaret Holly""",
        """James Daniel Matthew Andrew Thomas Benjamin Samuel Jack Nathan Oliver Ryan Peter George
        Adam Henry Joshua Kevin Simon Patrick Owen Walter Lucas""",
        """Carter Mitchell Bennett Hughes Morgan Foster Reed Sullivan Parker Collins Harper Brooks
        Coleman Ellis Graham Porter Spencer Walsh Turner Hayes Marshall Palmer Fletcher Lawson
        Barrett Chapman Doyle Whitaker Osborne""",
    ),
    "spanish": _names(
        "Lucia Sofia Carmen Elena Valeria Camila Isabel Marta Paula Daniela Ximena Teresa",
        "Diego Javier Carlos Mateo Alejandro Pablo Sergio Rafael Andres Luis Hugo Emilio",
        """Garcia Ramirez Torres Vargas Mendoza Castillo Herrera Navarro Ortega Delgado Rojas
        Salazar Fuentes""",
    ),
    "german": _names(
        "Anna Lena Katharina Julia Sabine Johanna Franziska Miriam Greta Ute Petra Nina",
        "Lukas Felix Jonas Tobias Stefan Matthias Florian Jan Moritz Uwe Holger Dominik",
        """Becker Hoffmann Schneider Weber Keller Vogel Lehmann Brandt Winkler Neumann Ziegler
        Hartmann Krause""",
    ),
    "french": _names(
        "Camille Manon Chloe Elise Juliette Aurelie Margaux Ines Helene Pauline Adele Lucie",
        "Antoine Hugo Nicolas Mathieu Julien Etienne Bastien Luc Olivier Remi Theo Gilles",
        """Moreau Lefebvre Girard Rousseau Fontaine Mercier Dupont Lambert Chevalier Gauthier
        Marchand Perrin Renaud""",
    ),
    "indian": _names(
        "Priya Ananya Kavita Meera Divya Sneha Lakshmi Pooja Nisha Aditi Shreya Ritu",
        "Arjun Rohan Vikram Sanjay Rahul Aditya Karthik Manish Nikhil Suresh Varun Imran",
        "Sharma Patel Iyer Nair Reddy Gupta Menon Desai Kapoor Joshi Rao Banerjee Kulkarni",
    ),
    "chinese": _names(
        "Mei Xiaoyu Lin Jia Yan Hui Qing Ying Na Wen Ting Lan",
        "Wei Jun Hao Ming Lei Chen Bo Tao Feng Peng Kai Yong",
        "Zhang Wang Li Chen Liu Huang Zhao Wu Zhou Xu Sun Lin Guo",
    ),
    "japanese": _names(
        "Yuki Haruka Aiko Sakura Naomi Keiko Emi Mana Rina Tomoko Kaori Nanami",
        "Hiroshi Kenji Takumi Daichi Satoshi Ryo Kazuki Naoki Shun Makoto Yuto Akira",
        "Tanaka Suzuki Yamamoto Nakamura Kobayashi Ito Saito Mori Fujita Okada Hayashi Ono Ueda",
    ),
    "arabic": _names(
        "Layla Fatima Noor Yasmin Amina Hana Salma Rania Zainab Maryam Dina Lina",
        "Omar Youssef Karim Hassan Ali Tariq Samir Khalid Nabil Rami Faisal Ziad",
        "Haddad Mansour Khalil Nasser Saleh Farah Aziz Hamdan Rahman Sabbagh Darwish Qasim Issa",
    ),
    "african": _names(
        "Amara Ngozi Adaeze Zanele Abena Wanjiru Thandiwe Ifeoma Efua Nia Akinyi Lerato",
        "Chidi Kwame Emeka Sipho Kofi Tunde Jabari Themba Obinna Kamau Sekou Mandla",
        "Okafor Mensah Adeyemi Dlamini Mwangi Boateng Eze Nkosi Owusu Abara Otieno Diallo Balogun",
    ),
    "nordic": _names(
        "Ingrid Freja Astrid Linnea Maja Sigrid Elin Karin Signe Anneli Liv Ebba",
        "Erik Lars Mikkel Anders Nils Oskar Henrik Magnus Sven Jonas Johan Axel",
        "Lindberg Hansen Larsen Nilsson Andersen Holm Berg Dahl Sorensen Ekstrom Lund Nygaard Vik",
    ),
}

OTHERS = ("spanish", "indian", "chinese", "arabic", "african", "german", "french", "nordic")
"""Where somebody's name may come from in any country."""

COURTESY = {"female": ("Ms", "Mrs"), "male": ("Mr",)}
OCCUPATIONS = split(
    """Teacher|Electrician|Accountant|Nurse|Software engineer|Chef|Architect|Journalist|Carpenter|
    Dentist|Photographer|Civil engineer|Pharmacist|Graphic designer|Bus driver|Lawyer|Plumber|
    Librarian|Sales representative|Veterinarian|Translator|Physiotherapist|Baker|Retired"""
)
RELATIONS = ("spouse", "parent", "sibling", "child", "partner", "friend", "guardian")
NATIONALITIES = ("American", "British", "Canadian", "German", "French", "Indian", "Spanish")
NATIONALITY_OF = {
    "US": "American",
    "GB": "British",
    "CA": "Canadian",
    "AU": "Australian",
    "DE": "German",
    "FR": "French",
}
MARITAL = ("single", "married", "divorced", "widowed")
BLOOD = ("O+", "A+", "B+", "O-", "A-", "AB+", "B-", "AB-")
HOBBIES = split(
    """hiking|photography|cooking|cycling|chess|gardening|reading|swimming|painting|climbing|
    running|jazz|board games|sailing|pottery|travel"""
)
BIOS = (
    "Loves mountains, good coffee and long train rides.",
    "Writes about cities and the people who plan them.",
    "Ten years in logistics, now building tools for small shops.",
    "Amateur astronomer and full-time parent of two.",
    "Data analyst by day, baker at weekends.",
    "Photographer based in the north, always by the sea.",
    "Helps teams ship reliable software.",
    "Collects maps and old synthesizers.",
)
