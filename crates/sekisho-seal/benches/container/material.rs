//! What is sealed, and for whom.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    process::Command,
};

pub(crate) const ROWS: u32 = 460_517;

/// A directory in memory where there is one, so that no disk is measured.
pub(crate) fn place() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let place = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    place.expect("a temporary directory")
}

pub(crate) fn ourselves() -> String {
    let path = std::env::current_exe().expect("this program has a path");
    format!("'{}'", path.display())
}

pub(crate) fn has(tool: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {tool} > /dev/null")])
        .status()
        .is_ok_and(|s| s.success())
}

/// The keys of the peers.
pub(crate) fn keys(place: &Path) {
    let line = "age-keygen -o identity 2> /dev/null && age-keygen -y identity > recipient";
    let made = Command::new("sh").args(["-c", line]).current_dir(place).status();
    assert!(made.is_ok_and(|status| status.success()), "age is not installed: apt-get install age");
}

struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u64) -> u64 {
        (self.next() >> 11) % end
    }

    fn choose<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(usize::try_from(self.below(from.len() as u64)).unwrap_or(0)).copied().unwrap_or_default()
    }
}

pub(crate) fn random(path: &Path, mebibytes: u64) {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).expect("a new file"));
    for _ in 0..mebibytes * (1 << 17) {
        out.write_all(&numbers.next().to_le_bytes()).expect("room for the random bytes");
    }
    out.flush().expect("room for the random bytes");
}

const FAMILIES: [&str; 12] =
    ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡邊", "山本", "中村", "小林", "加藤", "髙田", "齋藤"];
const GIVEN: [&str; 12] =
    ["太郎", "花子", "一郎", "美咲", "健太", "陽子", "翔", "さくら", "大輔", "由美子", "蓮", "結衣"];
const READINGS: [&str; 8] = [
    "サトウ タロウ",
    "スズキ ハナコ",
    "タカハシ イチロウ",
    "タナカ ミサキ",
    "イトウ ケンタ",
    "ワタナベ ヨウコ",
    "ヤマモト ショウ",
    "ナカムラ サクラ",
];
const TOWNS: [&str; 10] = [
    "東七松町",
    "西大物町",
    "南塚口町",
    "北城内",
    "武庫之荘",
    "園田",
    "立花町",
    "杭瀬本町",
    "長洲中通",
    "潮江",
];

/// Writes a table such as a city exports it and gives its length.
pub(crate) fn table(path: &Path) -> f64 {
    let mut n = Numbers(0x2545_F491_4F6C_DD1D);
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path).expect("a new file"));
    let header =
        "宛名番号,氏名,氏名カナ,生年月日,性別,郵便番号,住所,電話番号,課税標準額,金融機関,口座番号,区分";
    writeln!(out, "{header}").expect("room for the table");
    for row in 0..ROWS {
        let fields = [
            format!("{:010}", 1_000_000_000 + u64::from(row) * 7 + n.below(7)),
            format!("{}　{}", n.choose(&FAMILIES), n.choose(&GIVEN)),
            n.choose(&READINGS).to_owned(),
            format!("{}-{:02}-{:02}", 1925 + n.below(100), 1 + n.below(12), 1 + n.below(28)),
            n.choose(&["男", "女"]).to_owned(),
            format!("660-{:04}", n.below(1000)),
            format!(
                "兵庫県尼崎市{}{}丁目{}番{}号",
                n.choose(&TOWNS),
                1 + n.below(9),
                1 + n.below(40),
                1 + n.below(30)
            ),
            format!("06-{:04}-{:04}", 4000 + n.below(3000), n.below(10_000)),
            (n.below(9_000) * 1000).to_string(),
            format!("{:04}-{:03}", n.below(200), n.below(400)),
            format!("{:07}", n.below(10_000_000)),
            n.choose(&["非課税世帯", "課税世帯", "均等割のみ"]).to_owned(),
        ];
        writeln!(out, "{}", fields.join(",")).expect("room for the table");
    }
    out.flush().expect("room for the table");
    std::fs::metadata(path).map_or(0.0, |data| data.len() as f64)
}
