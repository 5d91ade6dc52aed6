//! Less data, from the table to the opened box: lists, masks, the rows concerned, nobody under protection.

use std::path::PathBuf;

use sekisho_core::document::Extract;
use sekisho_core::id::DatasetId;
use sekisho_core::less::{Concerned, Condition, Form, Mask, Masked, Protected, Reading};
use sekisho_core::sealing::SealReceipt;

use super::*;
use crate::list::{List, ListError};
use crate::seal::{Existing, Manifest, NOTE_NAME, SealError, Sealing, Target, Which};
use crate::table::TableError;

/// Headings and values as offices have them.
const RESIDENTS: &str = "宛名番号,氏名,生年月日,口座,対象\n\
    0000001,関守 太郎,1980-10-06,1234567,1\n0000002,髙橋 花子,1990-01-02,7654321,0\n\
    0000003,﨑山 三郎,2001-03-04,1112222,1\n0000004,関守 太郎,昭和55年10月6日,3334444,1\n";

fn extract(fields: &[&str]) -> Extract {
    Extract::table(dataset("residents"), fields.iter().map(ToString::to_string).collect(), 4)
}

fn list(fields: &[(&str, Reading)], yes_if: Option<&str>) -> Extract {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let yes_if = yes_if.map(|is| Condition { field: "対象".to_owned(), is: is.to_owned() });
    let readings = fields.iter().map(|(_, reading)| *reading).collect();
    Extract { form: Form::YesNo { readings, yes_if }, ..extract(&names) }
}

/// Seals an extract onto a medium and opens it again; gives the directory, and what the manifest says.
fn through(extract: Extract, fill: impl FnOnce(&mut Sealing<'_>)) -> (World, PathBuf, Manifest) {
    let (world, into, manifest, _) = sealed_and_opened(extract, fill);
    (world, into, manifest)
}

/// The same, with what the owner gets.
fn sealed_and_opened(
    extract: Extract,
    fill: impl FnOnce(&mut Sealing<'_>),
) -> (World, PathBuf, Manifest, SealReceipt) {
    let mut world = World::new();
    let permit = world.permit_with(|document| document.extracts = vec![extract]);
    let stick = world.stick("USB-1");
    let mut chance = world.chance();
    let mut sealing = begun(&world.station, &permit, "USB-1", means());
    fill(&mut sealing);
    let target = Target { directory: &stick, existing: Existing::Keep, note: NOTE };
    let sealed = sealing.finish(&mut chance).unwrap().write_medium(&target, &mut chance).unwrap();
    assert!(stick.join(NOTE_NAME).exists());
    let mut asking = ask(&mut world, &permit, &stick);
    let answer = released(&asking, sealed.receipt());
    let opened = asking.answer(&mut world.receiver, &answer, noon()).unwrap();
    let into = world.directory.path().join("out");
    let opening = opened.unpack(&mut world.receiver, box_of(&stick), &room(&into), noon());
    assert!(opening.fault.is_none(), "{:?}", opening.fault);
    let manifest = Manifest::read(&fs::read(into.join("manifest.dsse.json")).unwrap()).unwrap();
    (world, into, manifest, sealed.receipt().clone())
}

fn residents() -> DatasetId {
    dataset("residents")
}

fn all_bytes(directory: &Path) -> Vec<u8> {
    let entries = fs::read_dir(directory).unwrap();
    entries.flat_map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

#[test]
fn a_list_is_all_that_is_in_the_box_and_answers() {
    let fields = [("氏名", Reading::Text), ("生年月日", Reading::Date)];
    let (_world, out, manifest) = through(list(&fields, Some("１")), |sealing| {
        assert!(sealing.is_list_next(&residents()));
        let table = sealing.table(&residents(), RESIDENTS.as_bytes(), &csv(), |_| ());
        assert!(matches!(table, Err(SealError::NotATable { .. })));
        let mut chance = chance(9);
        let added = sealing.list(&residents(), RESIDENTS.as_bytes(), &csv(), &mut chance).unwrap();
        assert_eq!((added.projected.rows, added.repeated, added.left_out), (3, Some(1), None));
    });
    let [listed, key] = manifest.members.as_slice() else { panic!("{manifest:?}") };
    assert_eq!((listed.name.as_str(), listed.rows), ("residents.list", Some(3)));
    assert!(listed.fields == ["氏名", "生年月日"] && !listed.form.is_table() && listed.dates.is_empty());
    assert_eq!((key.name.as_str(), key.key_of.as_deref()), ("residents.list-key", Some("residents.list")));
    let bytes = fs::read(out.join("residents.list")).unwrap();
    let key = fs::read(out.join("residents.list-key")).unwrap();
    let opened = List::open(&bytes, &key).unwrap();
    assert_eq!(opened.ask(&["関守太郎", "S55.10.6"]), Ok(true));
    assert_eq!(opened.ask(&["﨑山三郎", "2001/3/4"]), Ok(true));
    assert_eq!(opened.ask(&["髙橋花子", "1990-01-02"]), Ok(false), "she is not eligible");
    for secret in ["関守", "太郎", "﨑山", "髙橋", "1980-10-06", "2001-03-04", "0000003", "1112222"] {
        assert!(!all_bytes(&out).windows(secret.len()).any(|part| part == secret.as_bytes()), "{secret}");
    }
    assert_eq!(List::open(&bytes[..40], &key).unwrap_err(), ListError::CutOff);
}

#[test]
fn two_lists_of_the_same_rows_have_nothing_in_common() {
    let values = || {
        let code = [("宛名番号", Reading::Code)];
        let (_world, out, _) = through(list(&code, None), |sealing| {
            let mut world = World::new();
            sealing.list(&residents(), RESIDENTS.as_bytes(), &csv(), &mut world.chance()).unwrap();
        });
        fs::read(out.join("residents.list")).unwrap()
    };
    // The same chance gives the same list; that of another sealing does not.
    assert_eq!(values(), values());
    let code = [("宛名番号", Reading::Code)];
    let (_world, out, _) = through(list(&code, None), |sealing| {
        sealing.list(&residents(), RESIDENTS.as_bytes(), &csv(), &mut chance(77)).unwrap();
    });
    let (one, two) = (values(), fs::read(out.join("residents.list")).unwrap());
    let entries = |list: &[u8]| list[list.len() - 80..list.len() - 16].to_vec();
    assert!(entries(&one).chunks(16).all(|value| !entries(&two).chunks(16).any(|other| other == value)));
}

#[test]
fn a_mask_leaves_what_it_says_in_table_and_manifest() {
    let mask = |field: &str, mask| Masked { field: field.to_owned(), mask };
    let masks =
        vec![mask("氏名", Mask::KeepFirst(1)), mask("口座", Mask::KeepLast(4)), mask("生年月日", Mask::All)];
    let asked =
        Extract { masks: masks.clone(), ..extract(&["宛名番号", "氏名", "生年月日", "口座"]) };
    let (_world, out, manifest) = through(asked, |sealing| {
        sealing.table(&residents(), RESIDENTS.as_bytes(), &csv(), |_| ()).unwrap();
    });
    let table = fs::read_to_string(out.join("residents.csv")).unwrap();
    assert!(table.starts_with("宛名番号,氏名,生年月日,口座\n0000001,関***,***,***4567\n"), "{table}");
    assert_eq!((&manifest.members[0].masks, manifest.members[0].rows), (&masks, Some(4)));
    // The earliest birthday would be told otherwise.
    assert!(manifest.members[0].dates.is_empty());
}

#[test]
fn dates_of_fields_in_any_language_stand_in_the_manifest() {
    let (_world, _, manifest) = through(extract(&["宛名番号", "生年月日"]), |sealing| {
        sealing.table(&residents(), RESIDENTS.as_bytes(), &csv(), |_| ()).unwrap();
    });
    let [span] = manifest.members[0].dates.as_slice() else { panic!("{manifest:?}") };
    assert_eq!(
        (span.field.as_str(), span.from.as_str(), span.to.as_str()),
        ("生年月日", "1980-10-06", "2001-03-04")
    );
}

#[test]
fn only_rows_concerned_go_and_nobody_under_protection() {
    let by = || "宛名番号".to_owned();
    let asked = Extract {
        only: Some(Concerned { by: by(), dataset: dataset("benefits") }),
        protected: Some(Protected::LeftOut { by: by() }),
        ..extract(&["氏名"])
    };
    let (_world, out, manifest, receipt) = sealed_and_opened(asked, |sealing| {
        let mut random = chance(5);
        let missing = sealing.table(&residents(), RESIDENTS.as_bytes(), &csv(), |_| ()).unwrap_err();
        assert!(matches!(missing, SealError::KeysMissing { which: Which::Concerned, .. }), "{missing}");
        // Zeros in front do not count, and other columns are not looked at.
        let mut choose = |which, table: &str| {
            let form = csv().input;
            sealing.choose_by(&residents(), which, table.as_bytes(), &form, &mut random).unwrap()
        };
        assert_eq!(choose(Which::Concerned, "宛名番号,給付\n1,x\n3,x\n4,x\n99,x\n"), 4);
        // Two lists of persons under protection are one.
        assert_eq!(choose(Which::Protected, "宛名番号\n0003\n"), 1);
        assert_eq!(choose(Which::Protected, "宛名番号\n2\n"), 1);
        let added = sealing.table(&residents(), RESIDENTS.as_bytes(), &csv(), |_| ()).unwrap();
        // The second of those under protection is not concerned.
        assert_eq!((added.projected.rows, added.left_out), (2, Some(1)));
    });
    assert_eq!(fs::read_to_string(out.join("residents.csv")).unwrap(), "氏名\n関守 太郎\n関守 太郎\n");
    let listed = &manifest.members[0];
    // The receiver sees that they are not in it, and not whether there were any; the owner has the number.
    assert_eq!(listed.rows, Some(2));
    let by_number = Protected::LeftOut { by: by() };
    assert_eq!(listed.protected.as_ref(), Some(&by_number));
    let written = fs::read_to_string(out.join(crate::seal::MANIFEST_NAME)).unwrap();
    let payload = sekisho_proof::dsse::Envelope::from_bytes(written.as_bytes()).unwrap().payload;
    let said = String::from_utf8(payload).unwrap();
    assert!(said.contains(r#""protected":{"left_out":{"by":"#) && !said.contains("counted"), "{said}");
    let [counted] = receipt.counted.as_slice() else { panic!("{receipt:?}") };
    assert_eq!((counted.rows, counted.left_out), (2, Some(1)));
    assert_eq!(listed.only.as_ref().unwrap().dataset, dataset("benefits"));
}

#[test]
fn what_cannot_be_told_is_not_sealed() {
    let world = World::new();
    let by = || Some(Protected::LeftOut { by: "宛名番号".to_owned() });
    let protected = Extract { protected: by(), ..extract(&["氏名"]) };
    let nameless = "宛名番号,氏名,対象\n1,関守,1\n,﨑山,1\n";
    let permit = world.permit_with(|document| document.extracts = vec![protected]);
    let mut sealing = begun(&world.station, &permit, "USB-1", means());
    let mut random = chance(5);
    let (form, none) = (csv().input, "宛名番号\n");
    let unasked = sealing.choose_by(&residents(), Which::Concerned, none.as_bytes(), &form, &mut random);
    assert!(matches!(unasked, Err(SealError::KeysNotApproved { .. })));
    let missing = sealing.table(&residents(), nameless.as_bytes(), &csv(), |_| ()).unwrap_err();
    assert!(matches!(missing, SealError::KeysMissing { which: Which::Protected, .. }), "{missing}");
    sealing.choose_by(&residents(), Which::Protected, none.as_bytes(), &form, &mut random).unwrap();
    let unknown = sealing.table(&residents(), nameless.as_bytes(), &csv(), |_| ()).unwrap_err();
    let of_line = |error: &SealError, line_wanted| matches!(error, SealError::Table { source: TableError::KeyMissing { line, .. }, .. } if *line == line_wanted);
    assert!(of_line(&unknown, 3), "{unknown}");
    // A list is made of what everybody has.
    let code = list(&[("宛名番号", Reading::Code)], None);
    let permit = world.permit_with(|document| document.extracts = vec![code]);
    let mut sealing = begun(&world.station, &permit, "USB-1", means());
    let empty = sealing.list(&residents(), nameless.as_bytes(), &csv(), &mut random).unwrap_err();
    assert!(of_line(&empty, 3) && !empty.to_string().contains("﨑山"), "{empty}");
    let mut sealing = begun(&world.station, &permit, "USB-1", means());
    let many = format!("宛名番号\n{}", "5\n".repeat(5));
    let too_many = sealing.list(&residents(), many.as_bytes(), &csv(), &mut random).unwrap_err();
    assert!(matches!(too_many, SealError::Table { source: TableError::TooManyRows { .. }, .. }));
}
