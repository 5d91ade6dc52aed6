//! Half-width kana, as bank transfers write a name.

/// Full-width signs and their half-width forms, in code point order.
///
/// Small kana become large ones: the transfer format of the banks has no small kana.
/// Source: Zengin format for general transfers, permitted characters of the payee's name.
const FORMS: [(char, &str); 87] = [
    ('\u{3000}', " "),
    ('ァ', "ｱ"),
    ('ア', "ｱ"),
    ('ィ', "ｲ"),
    ('イ', "ｲ"),
    ('ゥ', "ｳ"),
    ('ウ', "ｳ"),
    ('ェ', "ｴ"),
    ('エ', "ｴ"),
    ('ォ', "ｵ"),
    ('オ', "ｵ"),
    ('カ', "ｶ"),
    ('ガ', "ｶﾞ"),
    ('キ', "ｷ"),
    ('ギ', "ｷﾞ"),
    ('ク', "ｸ"),
    ('グ', "ｸﾞ"),
    ('ケ', "ｹ"),
    ('ゲ', "ｹﾞ"),
    ('コ', "ｺ"),
    ('ゴ', "ｺﾞ"),
    ('サ', "ｻ"),
    ('ザ', "ｻﾞ"),
    ('シ', "ｼ"),
    ('ジ', "ｼﾞ"),
    ('ス', "ｽ"),
    ('ズ', "ｽﾞ"),
    ('セ', "ｾ"),
    ('ゼ', "ｾﾞ"),
    ('ソ', "ｿ"),
    ('ゾ', "ｿﾞ"),
    ('タ', "ﾀ"),
    ('ダ', "ﾀﾞ"),
    ('チ', "ﾁ"),
    ('ヂ', "ﾁﾞ"),
    ('ッ', "ﾂ"),
    ('ツ', "ﾂ"),
    ('ヅ', "ﾂﾞ"),
    ('テ', "ﾃ"),
    ('デ', "ﾃﾞ"),
    ('ト', "ﾄ"),
    ('ド', "ﾄﾞ"),
    ('ナ', "ﾅ"),
    ('ニ', "ﾆ"),
    ('ヌ', "ﾇ"),
    ('ネ', "ﾈ"),
    ('ノ', "ﾉ"),
    ('ハ', "ﾊ"),
    ('バ', "ﾊﾞ"),
    ('パ', "ﾊﾟ"),
    ('ヒ', "ﾋ"),
    ('ビ', "ﾋﾞ"),
    ('ピ', "ﾋﾟ"),
    ('フ', "ﾌ"),
    ('ブ', "ﾌﾞ"),
    ('プ', "ﾌﾟ"),
    ('ヘ', "ﾍ"),
    ('ベ', "ﾍﾞ"),
    ('ペ', "ﾍﾟ"),
    ('ホ', "ﾎ"),
    ('ボ', "ﾎﾞ"),
    ('ポ', "ﾎﾟ"),
    ('マ', "ﾏ"),
    ('ミ', "ﾐ"),
    ('ム', "ﾑ"),
    ('メ', "ﾒ"),
    ('モ', "ﾓ"),
    ('ャ', "ﾔ"),
    ('ヤ', "ﾔ"),
    ('ュ', "ﾕ"),
    ('ユ', "ﾕ"),
    ('ョ', "ﾖ"),
    ('ヨ', "ﾖ"),
    ('ラ', "ﾗ"),
    ('リ', "ﾘ"),
    ('ル', "ﾙ"),
    ('レ', "ﾚ"),
    ('ロ', "ﾛ"),
    ('ヮ', "ﾜ"),
    ('ワ', "ﾜ"),
    ('ヰ', "ｲ"),
    ('ヱ', "ｴ"),
    ('ヲ', "ｦ"),
    ('ン', "ﾝ"),
    ('ヴ', "ｳﾞ"),
    ('・', " "),
    ('ー', "-"),
];

/// Turns katakana into half-width kana; other characters stay.
pub(crate) fn half_width(kana: &str) -> String {
    let mut out = String::with_capacity(kana.len());
    for character in kana.chars() {
        match FORMS.binary_search_by_key(&character, |(full, _)| *full) {
            Ok(position) => out.extend(FORMS.get(position).map(|(_, half)| *half)),
            Err(_) => out.push(character),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_in_order() {
        assert!(FORMS.is_sorted_by_key(|(full, _)| *full));
    }

    #[test]
    fn voiced_signs_become_two_and_small_ones_large() {
        assert_eq!(half_width("ジェームズ　パオロ"), "ｼﾞｴ-ﾑｽﾞ ﾊﾟｵﾛ");
        assert_eq!(half_width("ハットリ　ユウゴ"), "ﾊﾂﾄﾘ ﾕｳｺﾞ");
    }
}
