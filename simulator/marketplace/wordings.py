"""Words of the synthetic marketplace: places, categories, comments. None is a row of real data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """A state of Brazil: its share of the customers in percent, its zip codes, some cities.

    ``zip_from`` is the first of ``ZIPS_OF_A_STATE`` five-digit prefixes. ``distance`` stretches
    the time of transit.
    """

    code: str
    percent: float
    zip_from: int
    distance: float
    cities: tuple[str, ...]


ZIPS_OF_A_STATE = 900

STATES = (
    State("SP", 41.0, 1_000, 1.0, ("são paulo", "campinas", "santos", "ribeirão preto", "jundiaí")),
    State("RJ", 12.5, 20_000, 1.3, ("rio de janeiro", "niterói", "petrópolis", "volta redonda")),
    State("MG", 11.6, 30_000, 1.2, ("belo horizonte", "uberlândia", "juiz de fora", "contagem")),
    State("RS", 5.5, 90_000, 1.6, ("porto alegre", "caxias do sul", "pelotas", "gramado")),
    State("PR", 5.0, 80_000, 1.3, ("curitiba", "londrina", "maringá", "foz do iguaçu")),
    State("SC", 3.6, 88_000, 1.5, ("florianópolis", "joinville", "blumenau", "chapecó")),
    State(
        "BA", 3.4, 40_000, 2.0, ("salvador", "feira de santana", "ilhéus", "vitória da conquista")
    ),
    State("DF", 2.1, 70_000, 1.4, ("brasília", "taguatinga", "guará")),
    State("ES", 2.0, 29_000, 1.5, ("vitória", "vila velha", "serra")),
    State("GO", 2.0, 74_000, 1.6, ("goiânia", "anápolis", "santa bárbara d'oeste de goiás")),
    State("PE", 1.7, 50_000, 2.1, ("recife", "olinda", "caruaru")),
    State("CE", 1.3, 60_000, 2.3, ("fortaleza", "sobral", "juazeiro do norte")),
    State("PA", 1.0, 66_000, 2.6, ("belém", "santarém", "marabá")),
    State("MT", 0.9, 78_000, 2.0, ("cuiabá", "sinop", "várzea grande")),
    State("MA", 0.8, 65_000, 2.5, ("são luís", "imperatriz")),
    State("MS", 0.7, 79_000, 1.7, ("campo grande", "dourados", "três lagoas")),
    State("PB", 0.5, 58_000, 2.3, ("joão pessoa", "campina grande")),
    State("PI", 0.5, 64_000, 2.3, ("teresina", "parnaíba")),
    State("RN", 0.5, 59_000, 2.3, ("natal", "mossoró")),
    State("AL", 0.4, 57_000, 2.4, ("maceió", "arapiraca")),
    State("SE", 0.4, 49_000, 2.3, ("aracaju", "lagarto")),
    State("TO", 0.3, 77_000, 2.1, ("palmas", "araguaína")),
    State("RO", 0.3, 76_800, 2.4, ("porto velho", "ji-paraná")),
    State("AM", 0.2, 69_000, 3.0, ("manaus", "parintins")),
    State("AC", 0.1, 69_900, 2.8, ("rio branco", "cruzeiro do sul")),
    State("AP", 0.1, 68_900, 3.0, ("macapá", "santana")),
    State("RR", 0.1, 69_300, 3.2, ("boa vista", "caracaraí")),
)

# Delivered name, English name; the two at the end have none.
CATEGORIES = (
    ("cafe_e_cha", "coffee_and_tea"),
    ("livros_infantis", "children_books"),
    ("bicicletas", "bicycles"),
    ("jardinagem", "gardening"),
    ("discos_de_vinil", "vinyl_records"),
    ("joalheria", "jewellery"),
    ("roupa_de_cama", "bed_linen"),
    ("panelas", "cookware"),
    ("tintas_e_pinceis", "paint_and_brushes"),
    ("quebra_cabecas", "puzzles"),
    ("oculos", "eyewear"),
    ("velas_aromaticas", "scented_candles"),
    ("ceramica", "ceramics"),
    ("pesca", "fishing"),
    ("natacao", "swimming"),
    ("yoga", "yoga"),
    ("luminarias", "lamps"),
    ("tapetes", "rugs"),
    ("mochilas", "backpacks"),
    ("guarda_chuvas", "umbrellas"),
    ("temperos", "spices"),
    ("cordas_e_violoes", "strings_and_guitars"),
)
CATEGORIES_WITHOUT_TRANSLATION = ("drones_e_acessorios", "antiguidades")

TITLES = (
    "Muito bom",
    "Recomendo!",
    "Não chegou",
    'Produto "original"?',
    "10, nota 10",
    "👍👍",
)

COMMENTS = (
    "Chegou antes do prazo, muito obrigado.",
    "Gostei muito!\nEmbalagem perfeita,\nvolto a comprar.",
    "A caixa veio amassada, mas o produto está bom.",
    'O anúncio dizia "azul", recebi verde.',
    "Não recebi.\r\n\r\nJá reclamei três vezes, ninguém responde.",
    "Excelente 😀👏, superou as expectativas",
    "Faltou um item; o outro é ótimo.",
    '"Perfeito"',
    "Atendimento nota 10, entrega nota 5, preço justo",
    "péssimo...",
    "Ok\n",
    "O vendedor explicou tudo, até como montar: 'simples assim'.",
    "Custou R$ 49,90 e chegou em 2 dias ❤️",
    'Veio sem nota fiscal,\ncom a etiqueta "devolver",\ne aberta.',
)
