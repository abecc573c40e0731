//! Makes books, customers and orders from a seed.

use crate::env::support::books::dates::days_ago;
use crate::env::support::books::orders::{book_payment, line, promised};
use crate::env::support::books::{EXPRESS_CENTS, number};
use crate::python::shared::{Map, PyValue, Text};
use crate::rng::Pcg64;

const ADJECTIVES: [&str; 8] =
    ["Quiet", "Amber", "Distant", "Salted", "Seventh", "Hollow", "Northern", "Paper"];
const NOUNS: [&str; 8] =
    ["Harbor", "Lantern", "Orchard", "Ferry", "Almanac", "Tide", "Cartographer", "Winter"];
const FIRST: [&str; 12] = [
    "Ada", "Bruno", "Celia", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kira",
    "Liam",
];
const LAST: [&str; 12] = [
    "Abbott",
    "Brandt",
    "Castell",
    "Dorsey",
    "Ekholm",
    "Fontaine",
    "Garrow",
    "Hollis",
    "Ivers",
    "Jansen",
    "Keller",
    "Lindqvist",
];
const STREETS: [&str; 6] =
    ["Pier Road", "Mill Lane", "Chapel Street", "Gull Walk", "Station Road", "Rope Alley"];
const CITIES: [&str; 6] =
    ["Porthaven", "Ashford", "Millbrook", "Eastcliff", "Dunmere", "Larkfield"];

/// So many books there are; of those before [`SURE`] every edition is in stock.
const BOOK_COUNT: usize = 40;
const SURE: usize = 34;
/// So many customers want nothing.
const FILLERS: usize = 36;

/// A format: its name, its sign in an edition's name, and the lowest price.
const FORMATS: [(&str, &str, i64); 4] = [
    ("hardcover", "HC", 2400),
    ("paperback", "PB", 1100),
    ("ebook", "EB", 600),
    ("audiobook", "AB", 1500),
];

/// Paperback, hardcover and so on, as places in a book's editions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Hardcover,
    Paperback,
    Ebook,
}

/// A customer while it is made.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) first: &'static str,
    pub(super) last: &'static str,
    pub(super) email: String,
    pub(super) zip: String,
    pub(super) card: String,
    pub(super) voucher: String,
}

/// An address that is nobody's yet.
#[derive(Clone, Debug)]
pub(super) struct Address {
    pub(super) street: String,
    pub(super) city: &'static str,
    pub(super) zip: String,
}

/// An order's way so far, in days before today.
#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// Not delivered; its status.
    Placed(&'static str),
    /// Delivered so many days ago, so many days after the day that was promised.
    Delivered(u32, u32),
}

/// Makes everything of one shop.
#[derive(Debug)]
pub(super) struct Maker {
    pub(super) rng: Pcg64,
    books: Vec<Map>,
    names: Vec<(usize, usize)>,
    /// The books not yet spoken of in a task, last ones first.
    deck: Vec<usize>,
    pub(super) customers: Map,
    pub(super) orders: Map,
}

impl Maker {
    pub(super) fn new(seed: u64) -> Self {
        let mut rng = Pcg64::new(seed);
        let mut titles = pairs(ADJECTIVES.len(), NOUNS.len());
        rng.shuffle(&mut titles);
        let mut names = pairs(FIRST.len(), LAST.len());
        rng.shuffle(&mut names);
        let books = (titles.into_iter().take(BOOK_COUNT).enumerate())
            .map(|(at, (adjective, noun))| {
                let title = format!("The {} {}", ADJECTIVES[adjective], NOUNS[noun]);
                let author = format!("{} {}", rng.choice(&FIRST), rng.choice(&LAST));
                book(&mut rng, at, title, author)
            })
            .collect();
        let (customers, orders) = (Map::default(), Map::default());
        Self { rng, books, names, deck: Vec::new(), customers, orders }
    }

    /// The books by their ids.
    pub(super) fn book_table(&self) -> Map {
        let entry = |book: &Map| (Text::from(text(book, "book_id")), PyValue::from(book.clone()));
        self.books.iter().map(entry).collect()
    }

    /// A book of which every edition is in stock; the same one comes again only after all others did.
    pub(super) fn pick(&mut self) -> usize {
        if self.deck.is_empty() {
            self.deck = (0..SURE).collect();
            self.rng.shuffle(&mut self.deck);
        }
        self.deck.pop().unwrap_or(0)
    }

    /// Different books of which every edition is in stock.
    pub(super) fn several<const N: usize>(&mut self) -> [usize; N] {
        let mut picked = Vec::with_capacity(N);
        while picked.len() < N {
            let book = self.pick();
            if !picked.contains(&book) {
                picked.push(book);
            }
        }
        std::array::from_fn(|at| picked[at])
    }

    /// A book whose paperback is out of stock.
    pub(super) fn pick_sold_out(&mut self) -> usize {
        self.rng.range(SURE as i32, BOOK_COUNT as i32) as usize
    }

    pub(super) fn title(&self, book: usize) -> &str {
        text(&self.books[book], "title")
    }

    pub(super) fn edition(&self, book: usize, format: Format) -> String {
        format!("{}-{}", text(&self.books[book], "book_id"), FORMATS[format as usize].1)
    }

    pub(super) fn price(&self, book: usize, format: Format) -> i64 {
        number(&self.found(book, format), "price_cents")
    }

    fn found(&self, book: usize, format: Format) -> Map {
        let editions = self.books[book].get("editions");
        let edition = editions.and_then(|editions| editions.get(&self.edition(book, format)));
        edition.and_then(PyValue::as_map).cloned().unwrap_or_default()
    }

    /// A customer with a card and a voucher.
    pub(super) fn person(&mut self, membership: &str, voucher_cents: i64) -> Person {
        let number = 1001 + self.customers.len();
        let (first, last) = self.names.pop().unwrap_or((0, 0));
        let (first, last) = (FIRST[first], LAST[last]);
        let address = self.address();
        let person = Person {
            id: format!("cust_{number}"),
            first,
            last,
            email: format!("{first}.{last}{}@mail.example", self.rng.range(10, 100)).to_lowercase(),
            zip: address.zip.clone(),
            card: format!("card_{number}"),
            voucher: format!("voucher_{number}"),
        };
        let mut name = Map::default();
        name.set("first_name", first);
        name.set("last_name", last);
        let mut card = Map::default();
        card.set("payment_id", person.card.as_str());
        card.set("kind", "card");
        card.set("last_four", format!("{:04}", self.rng.range(0, 10_000)));
        let mut voucher = Map::default();
        voucher.set("payment_id", person.voucher.as_str());
        voucher.set("kind", "voucher");
        voucher.set("balance_cents", voucher_cents);
        let mut methods = Map::default();
        methods.set(&person.card, card);
        methods.set(&person.voucher, voucher);
        let mut record = Map::default();
        record.set("customer_id", person.id.as_str());
        record.set("name", name);
        record.set("email", person.email.as_str());
        record.set("address", address.to_map());
        record.set("membership", membership);
        record.set("payment_methods", methods);
        record.set("orders", Vec::new());
        self.customers.set(&person.id, record);
        person
    }

    /// An address.
    pub(super) fn address(&mut self) -> Address {
        Address {
            street: format!("{} {}", self.rng.range(1, 200), self.rng.choice(&STREETS)),
            city: self.rng.choice(&CITIES),
            zip: self.rng.range(10_000, 99_999).to_string(),
        }
    }

    /// An order of a customer, paid by a method of theirs.
    pub(super) fn order(
        &mut self,
        person: &Person,
        payment: &str,
        way: Way,
        items: &[(usize, Format)],
    ) -> String {
        let id = format!("HB-{}", 10_001 + self.orders.len());
        let lines: Vec<Map> = (items.iter())
            .map(|(book, format)| line(&self.books[*book], &self.found(*book, *format)))
            .collect();
        let total: i64 = lines.iter().map(|line| number(line, "price_cents")).sum();
        let (status, placed, promised, delivered) = match way {
            Way::Placed(status) => {
                let placed = self.rng.range(1, 5) as u32;
                (status, days_ago(placed), promised(placed), PyValue::None)
            }
            Way::Delivered(ago, late) => {
                let due = ago + late;
                ("delivered", days_ago(due + 6), days_ago(due), days_ago(ago).into())
            }
        };
        let record = self.customers.get_mut(&person.id).and_then(PyValue::as_map_mut);
        let mut address = PyValue::None;
        if let Some(record) = record {
            address = record.get("address").cloned().unwrap_or_default();
            if let Some(orders) = record.get_mut("orders").and_then(PyValue::as_list_mut) {
                orders.push(id.as_str().into());
            }
        }
        let mut order = Map::default();
        order.set("order_id", id.as_str());
        order.set("customer_id", person.id.as_str());
        order.set("status", status);
        order.set("placed_on", placed);
        order.set("promised_on", promised);
        order.set("delivered_on", delivered);
        order.set("address", address);
        order.set("items", lines.into_iter().map(PyValue::from).collect::<Vec<_>>());
        order.set("shipping", "standard");
        order.set("shipping_cents", 0_i64);
        order.set("payments", Vec::new());
        order.set("gift_note", PyValue::None);
        order.set("late_voucher", false);
        book_payment(&mut order, total, payment);
        self.orders.set(&id, order);
        id
    }

    /// Customers who want nothing, with orders of every kind.
    pub(super) fn fill(&mut self) {
        for _ in 0..FILLERS {
            let membership = self.rng.choice(&["reader", "reader", "patron"]);
            let balance = i64::from(self.rng.range(0, 40)) * 50 + EXPRESS_CENTS;
            let person = self.person(membership, balance);
            for _ in 0..self.rng.range(0, 3) {
                let way = match self.rng.range(0, 5) {
                    0 => Way::Placed("open"),
                    1 => Way::Placed("packed"),
                    2 => Way::Placed("shipped"),
                    _ => Way::Delivered(self.rng.range(2, 80) as u32, self.rng.range(0, 6) as u32),
                };
                let [first, second] = self.several();
                let format = if self.rng.coin() { Format::Paperback } else { Format::Ebook };
                self.order(
                    &person,
                    &person.card,
                    way,
                    &[(first, Format::Hardcover), (second, format)],
                );
            }
        }
    }
}

impl Address {
    fn to_map(&self) -> Map {
        let mut map = Map::default();
        map.set("street", self.street.as_str());
        map.set("city", self.city);
        map.set("zip", self.zip.as_str());
        map
    }
}

fn text<'a>(map: &'a Map, field: &str) -> &'a str {
    crate::env::support::books::text(map, field)
}

fn pairs(one: usize, other: usize) -> Vec<(usize, usize)> {
    (0..one).flat_map(|at| (0..other).map(move |two| (at, two))).collect()
}

fn book(rng: &mut Pcg64, at: usize, title: String, author: String) -> Map {
    let id = format!("B{}", 101 + at);
    let mut editions = Map::default();
    for (format, sign, lowest) in FORMATS {
        let edition_id = format!("{id}-{sign}");
        let mut edition = Map::default();
        edition.set("edition_id", edition_id.as_str());
        edition.set("format", format);
        edition.set("price_cents", lowest + 5 * i64::from(rng.range(0, 120)));
        edition.set("in_stock", at < SURE || sign != "PB");
        editions.set(&edition_id, edition);
    }
    let mut book = Map::default();
    book.set("book_id", id);
    book.set("title", title);
    book.set("author", author);
    book.set("editions", editions);
    book
}
