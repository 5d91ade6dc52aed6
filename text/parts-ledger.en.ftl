# A broken medium in an imported ledger
ledger-medium-broken = Medium { $number } is marked as broken. It is registered as usable.
    .advice = If it is not repaired, retire it: sekisho medium retire { $number } --reason broken

# Mail about what is overdue (`custody overdue --mail`, `--send`)
column-seen = Last seen
mail-address-unfit = The mail address of { $person } has no valid form: nothing was written (permit { $permit }).
mail-before = The letter to { $person } was written before: { $path }
mail-desk = the information security manager
mail-no-address = { $person } has no mail address. Please call (permit { $permit }).
mail-refused = The mail server does not take the letter to { $person }. Check the address: { $path }
mail-sent = Sent to { $person }: { $path }
mail-written = Wrote the letter to { $person }: { $path }
fault-mail-not-configured = No mail server is set.
    .advice = Add a section [mail] with from, host and port (and phone, if you like) to { $path }.
fault-mail-not-sent = The mail server { $host } (port { $port }) did not take the letter: { $why }
    .advice = The letter is kept in { $path }. Look after the server and run this again; what was sent is not sent twice.

# Problems of a ledger: sentence and next step
ledger-differs = Medium { $number } is registered, but differs in { $fields }. The record stays as it is.
    .advice = Look at the medium itself. If the record is wrong, retire that medium and register it under a new number.
ledger-duplicate-column = Heading "{ $heading }" means { $field }, but the heading in { $used } is used.
    .advice = To use this column instead, name it with --map HEADING=FIELD.
ledger-duplicate-number = Number { $number } also stands in { $first }.
    .advice = Look at the stickers and correct one of the two numbers.
ledger-duplicate-serial = Serial number { $serial } also stands in { $first }.
    .advice = Read the serial numbers on both media and correct one of the two.
ledger-future-date = { $field }: { $date } is after today ({ $today }).
    .advice = Check the date and correct it.
ledger-mapped-heading-missing = There is no heading "{ $heading }", which was named for { $field }.
    .advice = Write the heading after --map exactly as in the ledger.
ledger-medium-destroyed = Medium { $number } is imported as destroyed.
    .advice = Nothing to do: it stays in the ledger as retired.
ledger-medium-lent = Medium { $number } is on loan. Lent on: { $lent }
    .advice = It is registered as if it were in its place. When it is back: sekisho medium store { $number } PLACE
ledger-medium-lost = Medium { $number } is marked as lost. Check whether it is an incident.
    .advice = After the import take stock, and an incident opens: sekisho medium stocktake PLACE --file NUMBERS
ledger-missing-number = The number is missing.
    .advice = Enter its number.
ledger-missing-serial = Medium { $number } has no serial number.
    .advice = Read the serial number on the medium and enter it. For a destroyed or lost one it may stay empty.
ledger-no-header = No row of headings was found.
    .advice = Add a row of headings such as Number and Serial number.
ledger-no-number-column = No column holds the number. Headings: { $headings }
    .advice = Name the column that holds the number: --map HEADING=number
ledger-number-character = Number { $number } holds "{ $character }", which a number cannot have.
    .advice = An id may hold A-Z a-z 0-9 - . _ only. Give the medium another number.
ledger-number-folded = Number { $typed } is imported as { $number }.
    .advice = Nothing to do.
ledger-number-like-known = Number { $number } differs only in case from { $with }, which is registered.
    .advice = Change the number in the ledger to { $with }, or give the medium another number.
ledger-number-too-long = Number { $number } is too long. The limit is { $limit } characters.
    .advice = Give it a number of at most { $limit } characters.
ledger-outside-era = The date { $typed } lies outside its era. It is imported as { $date } ({ $japanese }).
    .advice = Check the date. It can be taken over as it is.
ledger-private-character = There is a private character ({ $codepoint }) that other machines do not show.
    .advice = Only one computer can show this character. Replace it by a standard one.
ledger-serial-known = The serial number of medium { $number } belongs to { $with }, which is registered.
    .advice = If it is the same medium, change its number in the ledger to { $with }. If it is another one, read the serial number on it.
ledger-serial-rounded = Serial number { $typed } was rounded by a spreadsheet. Check the number on the medium.
    .advice = A spreadsheet has rounded it. Read the number on the medium and enter it as text.
ledger-status-against-dates = Medium { $number } is in store by its state, on loan by its dates. Lent on: { $lent }
    .advice = Find out where it is now.
ledger-unknown-column = Heading "{ $heading }" is left out.
    .advice = To take it over: --map { $heading }=FIELD. To leave it out without a word: --map { $heading }=ignore
ledger-unreadable-capacity = The capacity { $typed } cannot be read.
    .advice = Write it like 16GB.
ledger-unreadable-date = { $field }: the date { $typed } cannot be read.
    .advice = Write it like 2026-06-21 or R8.6.21.
ledger-unreadable-status = The state { $typed } cannot be read.
    .advice = Use one of: stored, lent, broken, lost, destroyed.
