//! What leaves a room without network on paper: the seal receipt as one code, and certificates of what was seen.

use std::fs;
use std::process::Command;

use sekisho::exit::Exit;
use sekisho_core::Digest;
use serde_json::Value;

use crate::sealed::Case;

/// Reads a picture of a code with somebody else's program.
fn scanned(case: &Case, picture: &str) -> Vec<u8> {
    let svg = fs::read_to_string(case.town.file(picture)).unwrap();
    let image = case.town.file("scan.pgm");
    fs::write(&image, raster(&svg)).unwrap();
    let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(&image).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    read.stdout
}

/// Draws the squares of a path, four points a field, in gray.
fn raster(svg: &str) -> Vec<u8> {
    const POINTS: usize = 4;
    let side: usize = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let mut fields = vec![255_u8; side * side];
    for path in svg.split(" d=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        for square in path.split('M').skip(1) {
            let (place, shape) = square.split_at(square.find('h').unwrap());
            let place: Vec<usize> = place
                .split([',', ' '])
                .filter(|part| !part.is_empty())
                .map(|part| part.parse().unwrap())
                .collect();
            let length: usize = shape.trim_start_matches('h').split('v').next().unwrap().parse().unwrap();
            if length < side {
                fields[place[1] * side + place[0]..][..length].fill(0);
            }
        }
    }
    let mut image = format!("P5 {0} {0} 255\n", side * POINTS).into_bytes();
    for row in fields.chunks(side) {
        let line: Vec<u8> = row.iter().flat_map(|field| [*field; POINTS]).collect();
        image.extend(line.repeat(POINTS));
    }
    image
}

#[test]
fn a_receipt_travels_as_one_code_that_a_foreign_program_reads() {
    let case = Case::new();
    case.approved_with("USB-1", "--fingerprint residents:code=code");
    case.town.at("2026-06-21T17:00");
    case.seal("USB-1").done();
    let receipt = case.path("USB-1.receipt");
    let outs: String = ["svg", "html", "skr", "txt"]
        .map(|end| format!(" --out {}", case.path(&format!("r.{end}"))))
        .concat();
    case.town.ask(&format!("seal print {receipt}{outs}")).done();
    case.town
        .ask(&format!("seal print {receipt} --out {}", case.path("r.pdf")))
        .failed_with("form-unknown", Exit::Usage);
    // The picture, and the one inside the sheet.
    let text = scanned(&case, "r.svg");
    assert_eq!(text, fs::read(case.town.file("r.txt")).unwrap());
    assert_eq!(scanned(&case, "r.html"), text);
    let page = fs::read_to_string(case.town.file("r.html")).unwrap();
    assert!(page.contains("封緘受領書") && page.contains("USB-1") && page.contains("sekisho seal record"));
    fs::write(case.town.file("scanned"), &text).unwrap();
    let line = |file: &str| format!("seal record {} --fingerprints {receipt}.fingerprints", case.path(file));
    let done = case.town.run(&line("scanned"), "O-4").done();
    let recorded = done.list("events")[0]["copy_sealed"]["receipt"].clone();
    let file: Value = serde_json::from_slice(&fs::read(&receipt).unwrap()).unwrap();
    assert_eq!(recorded, file["receipt"]);
    // The few bytes say the same; a letter read wrong is noticed.
    case.town.run(&line("r.skr"), "O-4").done();
    let mut wrong = text.clone();
    wrong[700] = if wrong[700] == b'A' { b'B' } else { b'A' };
    fs::write(case.town.file("scanned"), &wrong).unwrap();
    case.town.run(&line("scanned"), "O-4").failed_with("receipt-unfit", Exit::Unverified);
    case.carried("USB-1").open("stick-1", "D-1", "work", &format!("--record {}", case.path("record"))).done();
    case.town.ask("verify").done();
}

#[test]
fn files_at_the_site_have_a_certificate_that_claims_no_more() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case.open("stick-1", "D-1", "work", &format!("--record {}", case.path("record"))).done();
    case.town.at("2026-06-21T19:10");
    let line = format!(
        "erase box {} --station {} --copy W-1={} --witness",
        case.path("stick-1"),
        case.path("D-1"),
        case.path("work")
    );
    case.town.run(&format!("{line} S-1"), "S-1").failed_with("erase-own-witness", Exit::Usage);
    assert!(case.town.file("stick-1/box.age").exists());
    case.town.run(&format!("{line} S-2"), "S-1").done();
    let bytes = fs::read(case.town.file("D-1/P-0001.USB-1.certificate.json")).unwrap();
    let says = serde_json::from_slice::<Value>(&bytes).unwrap()["certificate"].clone();
    assert_eq!(says["files_overwritten"]["files"], 2);
    assert_eq!(says["working_copies"]["overwritten_not_provable"]["files"], 2);
    assert!(says["key_destroyed"].is_null() && says["overwritten"].is_null());
    let page = fs::read_to_string(case.town.file("D-1/P-0001.USB-1.certificate.html")).unwrap();
    assert_eq!(page.matches("言明なし").count(), 2);
    assert!(page.contains(&Digest::of(&bytes).to_string()));
    // The record names exactly this certificate.
    let told = case.town.ask(&format!("sync {}", case.path("stick-1"))).done();
    let named: Vec<String> = told
        .list("facts")
        .iter()
        .flat_map(|fact| fact["events"].as_array().cloned().unwrap_or_default())
        .filter_map(|event| event["erasure_reported"]["certificate"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(named, [Digest::of(&bytes).to_string()]);
    // Whose turn it is after an opening: the box is erased, not merely reported.
    assert!(told.spoken.stdout.contains("sekisho erase box") && !told.spoken.stdout.contains("erase report"));
}

#[test]
fn a_certificate_carries_the_word_of_the_vault_as_it_was_signed() {
    let case = Case::new();
    case.approved("USB-1").sealed("USB-1").carried("USB-1");
    case.town.run("lost P-0001 --medium USB-1", "S-1").done();
    let (image, out) = (case.town.file("stick.img"), case.town.file("certificate.json"));
    fs::write(&image, vec![b'x'; 1 << 20]).unwrap();
    let line = format!("erase medium {} P-0001 --out {} --yes", image.display(), out.display());
    case.town.run(&line, "O-3").done();
    let says = serde_json::from_slice::<Value>(&fs::read(&out).unwrap()).unwrap()["certificate"].clone();
    assert_eq!(says["key_destroyed"]["level"], "E0");
    let receipt = says["key_destroyed"]["receipt"]["receipt"].as_str().unwrap();
    assert!(receipt.starts_with("sekisho vault receipt v1\norigin: sekimori.invalid/record\n"), "{receipt}");
    let key = case.permit()["content"]["sealing"]["release_key"].as_str().unwrap().to_owned();
    assert!(receipt.contains(&format!("key: {key}\n-----BEGIN SSH SIGNATURE-----\n")));
    assert!(receipt.ends_with("-----END SSH SIGNATURE-----\n"));
    let page = fs::read_to_string(out.with_extension("html")).unwrap();
    assert!(
        page.contains("水準 E0")
            && page.contains("完全抹消とは言えません")
            && page.contains("1,048,576バイト")
    );
}
