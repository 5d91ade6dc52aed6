# Every sentence that Sekisho says to people stands here. Japanese is in ja.ftl; keys, attributes and variables are the same.
# The words are those of docs/glossary.md. Short sentences, no blame, no exclamation marks.

## Fixed words

word-answer = Answer
word-detail = Details
word-error = Error
word-examples = Examples
word-handlers = handlers
word-next = Next
word-or = { " " }or{ " " }
word-refused = Refused

## Rules: the reason, and the next step

access-account = account { $what }
access-card = card { $what }
access-counted = { $granted } granted, { $refused } refused
access-granted = granted
access-refused = refused
access-unknown = { $person } has no such card or account.
    .advice = See sekisho access list. To apply: sekisho access apply --card <ROOM> --employer <ORG> { $person }
access-suspended = suspended
ended-with-it = Ended with it: { $person }, { $what }
suspended-by-itself = This is the second finding of its kind: { $person } is suspended. Two persons let them go on: sekisho access resume { $person }
resumed = { $person } goes on.
concern-goes-to = { $finding } is answered by somebody who has nothing to do with it: { $persons }
concern-goes-to-nobody = Nobody can answer { $finding } yet. Appoint an auditor or the security office: sekisho person role <PERSON> auditor
suspended = { $person } is suspended since { $since }, and signs for nothing but the way home and reports.
    .advice = Two persons let them go on, such as approvers: sekisho access resume { $person } --as <APPROVER> --key <KEY>
not-suspended = { $person } is not suspended.
    .advice = Who is: sekisho access list. To suspend: sekisho access suspend { $person } --reason <REASON>
resume-agreed = { $person } has agreed already that { $id } goes on.
    .advice = One more person must agree: sekisho access resume { $id } --as <ANOTHER-APPROVER> --key <KEY>
already-finished = Permit { $permit } is finished.
    .advice = Its history: sekisho permit show { $permit }. To ask for the same again: sekisho permit request --like { $permit } --return-by <TIME>
already-registered = { $what ->
        [serial] Medium { $other } has the same product and serial number as { $id }.
        [weekly] The weekly check of { $id } has begun already.
       *[other] { $id } is registered already.
    }
    .advice = { $what ->
        [serial] It is in the ledger: sekisho medium show { $other }. If that line is wrong: sekisho medium amend { $other } --serial <SERIAL>
        [weekly] What is asked this week: sekisho weekly show { $id }
       *[other] Take another code. What is registered: sekisho medium list, sekisho person list, sekisho org list, sekisho place list, sekisho device list, sekisho contract list, sekisho order list
    }
approved-already = { $person } has approved permit { $permit } already.
    .advice = One more person must approve: sekisho permit approve { $permit } --as <ANOTHER APPROVER> --key <KEY>
approver-is-requester = Whoever asked ({ $person }) can neither approve permit { $permit } nor send it back.
    .advice = Ask another person: sekisho permit approve { $permit } --as <ANOTHER APPROVER> --key <KEY>. To take the request back: sekisho permit withdraw { $permit } --as { $person }
article-audit-right = The client may audit the contractor and every lower tier on site.
article-breach-notice = The contractor reports a breach, or the fear of one, within { $minutes } minutes of knowing.
article-carry-out-allowed = The contractor may carry out media with personal data as the work needs.
article-carry-out-forbidden = The contractor carries out no media with personal data.
article-carry-out-prior-approval = The contractor carries out media with personal data only with the client’s prior approval of each carry-out.
article-confidentiality = The contractor keeps secret what the work shows, also after its end.
article-deepest-tier = Subcontracting ends at tier { $tier }, counted from the client.
article-erase-within = The contractor erases all personal data within { $days } days after the work ends, and gives a certificate.
article-heading = Article { $number }
article-named-handlers = The contractor names handlers with employer and title beforehand; nobody else works on it.
article-offshore-allowed = The work may be done abroad.
article-offshore-forbidden = The work is not done, and personal data are not kept, abroad.
article-offshore-prior-approval = The work is done abroad only with the client’s prior written approval.
article-penalty = Whoever breaks this contract pays a penalty.
article-related-companies = Parents, subsidiaries and other related companies count as others under this contract.
article-same-below = The contractor lays the same duties on every lower tier.
article-stop-right = The client may demand at any time that a lower tier stop, and the contractor obeys at once.
article-subcontracting-allowed = The contractor may entrust parts of the work to others, and tells the client without delay.
article-subcontracting-forbidden = The contractor entrusts no part of the work to anybody else.
article-subcontracting-prior-approval = The contractor entrusts parts of the work to another only with the client’s prior written approval, which covers one company, one work and one period.
article-training = The contractor trains handlers every year and gives the records.
beyond-purpose = The request for { $dataset } goes beyond what purpose { $purpose } needs (fields { $enough }, up to { $rows } rows).
    .advice = Ask for less (fields to drop: { $dropped }): sekisho permit request --for { $purpose } --data { $dataset }:<FIELDS>:<ROWS>. If it must be, give a reason, and the chief officer must approve as well: --beyond <REASON>
breach-open = Something is open about { $party } ({ $breach }), and new orders wait for it (contract { $contract }).
    .advice = Settle it first. An incident: sekisho incident close <INCIDENT> --conclusion <TEXT>. A finding: sekisho finding resolve <FINDING> --conclusion <TEXT>. A permit: its erasure, sekisho erase report <PERMIT> --method <METHOD>. If it cannot wait, the contract manager and the chief officer both say why: sekisho order lift { $party } --reason <REASON>. All that is open: sekisho order held
nothing-held = Nothing holds up orders to { $party }.
    .advice = See sekisho order held. Orders can be placed as they are: sekisho order place <ORDER> --contract <CONTRACT> --of { $party } --work <WORK>
lift-agreed = { $person } has said already that orders to { $party } need not wait.
    .advice = The other one of contract manager and chief officer must say it as well: sekisho order lift { $party } --reason <REASON> --as <THE-OTHER> --key <KEY>
extract-unfit = What is asked of the data { $dataset } in the request for { $permit } has a form that sealing cannot make.
    .advice = A yes/no list is made for a sealed permit only, with a reading for each field and without masks. A mask keeps 1 to 8 characters of a field that is asked for. Whole files have no form. Write it anew: sekisho permit request --sealed --yes-no { $dataset }:<FIELD>=code:<ROWS>; or sekisho permit request --data { $dataset }:<FIELD>:<ROWS> --mask { $dataset }:<FIELD>=keep-last-4
list-is-enough = For purpose { $purpose }, a list that answers yes or no (fields { $enough }, up to { $rows } rows) is enough of the data { $dataset }.
    .advice = Ask for the list in place of the table: sekisho permit request --sealed --for { $purpose } --yes-no { $dataset }:<FIELD>=code:<ROWS> --yes-if { $dataset }:<FIELD>=<VALUE>. If it must be the table, give a reason, and the chief officer must approve as well: --beyond <REASON>
mask-missing = Purpose { $purpose } does not need the whole value of the field { $field } of the data { $dataset }.
    .advice = Keep a part of it: sekisho permit request --for { $purpose } --data { $dataset }:<FIELDS>:<ROWS> --mask { $dataset }:{ $field }={ $mask }. If it must be, give a reason, and the chief officer must approve as well: --beyond <REASON>
protected-unstated = The data { $dataset } have a field about persons under protection, and the request for { $permit } does not say what becomes of them.
    .advice = Leave them out (their list is given when it is sealed): sekisho permit request --data { $dataset }:<FIELDS>:<ROWS> --without-protected { $dataset }:<FIELD>. If they must go along, the chief officer approves as well: --with-protected { $dataset }
box-unknown = The record has no seal receipt of this box for medium { $medium } of permit { $permit }.
    .advice = Do not open it. Which boxes are known: sekisho permit show { $permit }. If this is the box that was sealed, its receipt goes into the record (sekisho seal record <RECEIPT>), and the device asks anew: sekisho release --file <CHALLENGE>
carry-out-forbidden = The contract with { $party } does not let { $person } carry media.
    .advice = Let the owner’s people carry: sekisho permit request --carrier <OFFICER> --carrier <OFFICER>. See the contract with sekisho contract list.
chain-broken = No approved orders lead from { $party } to the owner.
    .advice = Without a contract, make one: sekisho contract add <NUMBER> --with { $party } --name <NAME> --work <WORK> --from <TIME> --until <TIME> --model. For a lower tier, whoever orders from { $party } asks, and the contract manager approves: sekisho order place <ORDER> --contract <CONTRACT> --of { $party } --work <WORK>, then sekisho order approve <ORDER> --as <CONTRACT-MANAGER> --key <KEY>
class-account = bank account
class-address-protected = address-protected
class-class1 = class 1
class-class2 = class 2
class-class3a = class 3A
class-class3b = class 3B
class-class3c = class 3C
class-sensitive = sensitive
clause-audit-right = audit right
clause-breach-notice = breach notice
clause-carry-out = carry-out of media
clause-confidentiality = confidentiality
clause-deepest-tier = deepest tier
clause-erase-within = erasure in time
clause-missing = Contract { $contract } lacks a clause that every contract must have ({ $clause }).
    .advice = Write it in: sekisho contract amend { $contract } --model. Or one by one: --subcontracting --deepest-tier --offshore --carry-out --erase-within --breach-notice --duty --work
clause-named-handlers = named handlers
clause-offshore = offshore
clause-penalty = penalty
clause-related-companies = related companies
clause-same-below = same duties below
clause-stop-right = right to stop lower tiers
clause-subcontracting = subcontracting
clause-training = training
clause-works = works
confine-note = Precaution { $check } could not be taken in full ({ $remedy }).
contract-active = in force
contract-drafted = draft
contract-ended = ended
contract-evaluated = { $score } (needs { $minimum }; until { $until })
contract-missing = missing clauses: { $clauses }
contract-nobody = (nobody)
contract-not-active = Contract { $contract } is { $status }: this cannot be done.
    .advice = A draft is put in force (if its term is over, correct it: sekisho contract amend { $contract } --until <TIME>): sekisho contract activate { $contract } --as <APPROVER> --key <KEY>. One in force or ended is not rewritten; enter a new one: sekisho contract add <NUMBER> --with <ORG> --name <NAME> --work <WORK> --from <TIME> --until <TIME> --model
contract-over = over
contract-unevaluated = not evaluated
contract-unknown = Contract { $contract } is not registered.
    .advice = Look at the list and correct the number: sekisho contract list
copy-lost = Medium { $medium } is reported lost.
    .advice = If it is found: sekisho medium found { $medium } --serial <SERIAL>. If not, the information security manager closes the incident: sekisho incident close <INCIDENT> --conclusion <TEXT> (its number: sekisho incident list)
earlier-set-open = The earlier set of the same data, { $earlier }, is not accounted for ({ $status }). Permit { $permit } takes out no second one.
    .advice = Settle { $earlier } first. Its history: sekisho permit show { $earlier }. To bring it back: sekisho custody hand { $earlier } --home. To sign for it: sekisho custody receive { $earlier }. If it is lost, its incident is closed first: sekisho incident close <INCIDENT> --conclusion <TEXT>
review-not-independent = { $person } asked for or approved permit { $permit }, and does not review it.
    .advice = Somebody else reviews it, such as the auditor or the security office: sekisho permit review { $permit } --conclusion <TEXT> --as <AUDITOR> --key <KEY>. If there is nobody, appoint one: sekisho person role <PERSON> auditor
review-unknown = Permit { $permit } was not urgent, or is reviewed.
    .advice = Those that wait: sekisho permit reviews
finding-not-independent = { $person } has to do with finding { $finding }: wrote it down, is named by it, or asked for or approved its permit.
    .advice = Somebody else answers, such as the auditor or the security office: sekisho finding resolve { $finding } --conclusion <TEXT> --as <AUDITOR> --key <KEY>. If there is nobody, appoint one: sekisho person role <PERSON> auditor
finding-unfit = Finding { $finding } is one that the record makes itself; nobody writes it down.
    .advice = About a person an export or an unusual volume is written down: sekisho finding raise <PERSON> --kind export --note <WHAT-IS-KNOWN>
finding-unknown = Finding { $finding } does not exist, or is answered.
    .advice = Check the number: sekisho finding list
copy-not-erased = Medium { $medium } of permit { $permit } has no report of its erasure yet.
    .advice = Erase it and report it; the original data stay untouched: sekisho erase report { $permit } --medium { $medium } --method <METHOD>
copy-outside = Medium { $medium } of permit { $permit } is not back yet.
    .advice = Whoever has it hands it over, and the media keeper receives it: sekisho custody hand { $permit } --medium { $medium } --home, then sekisho custody receive { $permit } --medium { $medium } --as <MEDIA KEEPER> --key <KEY>
copy-returned = Medium { $medium } is back already.
    .advice = Where it is: sekisho medium show { $medium }. With its erasure reported, end the permit: sekisho permit close <PERMIT>. To carry it out again, make a new request: sekisho permit request --like <EARLIER PERMIT> --return-by <TIME>
course-unknown = Course { $course } is not registered, or counts for no day.
    .advice = Register it: sekisho training course { $course } --name <NAME> --valid <DAYS>
deadlines-disordered = The deadlines are not in order.
    .advice = A permit needs this order: --start, --arrive-by, --erase-by, --return-by, --until. A role needs --from before --until.
deputy-unfit = { $of } does not hold the role { $role } by themselves, so { $person } cannot stand in.
    .advice = Name who holds the role; sekisho person list shows it: sekisho person role { $person } { $role } --acting-for <PERSON>
device-elsewhere = Device { $device } is not registered at place { $place }.
    .advice = Where devices stand: sekisho device list. Correct --device or --site of the request.
device-key-unknown = Device { $device } has not left the one-time key that is needed here.
    .advice = Let the station write new keys, and take them in: sekisho station keys <DIR> --out keys.json, then sekisho device enroll keys.json. To use the next key: sekisho permit amend <PERMIT>
device-not-named = Permit { $permit } names another receiving device than { $device }.
    .advice = Ask from the device of the permit (sekisho permit show { $permit }): sekisho release --file <CHALLENGE>. To change the device: sekisho permit amend { $permit } --device <DEVICE> (approvals start anew)
device-unknown = Device { $device } is not registered.
    .advice = The administrator registers it: sekisho device add { $device } --serial <SERIAL> --place <PLACE>
document-changed = Permit { $permit } has changed since it was shown. Its document is now { $document }.
    .advice = Read it as it is now and approve again: sekisho permit show { $permit }, then sekisho permit approve { $permit }
due-unfit = The hand-over is due at { $due }, which is over already or later than the return ({ $return_by }).
    .advice = Choose a time after now and not after the return: sekisho custody hand <PERMIT> --due <TIME>
employer-differs = { $person } is not employed by { $party }.
    .advice = Use the true employer (sekisho person list). Roster: sekisho roster add <ORDER> { $person }. Card: sekisho access apply --card <ROOM> --employer <ORG> { $person }. Employment: sekisho person state --employer <ORG>. Countersigned by that employer itself: sekisho person confirm <PERSON>. Nobody presents another company’s people as its own.
employment-unconfirmed = What { $person } says about their employment is missing, not countersigned by the employer, or does not last long enough.
    .advice = The person says it and the employer’s representative countersigns: sekisho person state --employer <ORG> --as { $person } --key <KEY>, then sekisho person confirm { $person } --as <REPRESENTATIVE> --key <KEY>
erase-certificate = Certificate: { $path }
erase-files-done = { $files } files overwritten and removed: done, not provable on this device. The report is on the medium; take it in at the office: sekisho sync <DIR>
evaluation-failed = { $party } scored { $score }, below the { $minimum } needed.
    .advice = Check the improvements and evaluate again: sekisho contract evaluate { $party } --score <POINTS> --sheet <FINDINGS>
evaluation-missing = { $party } has not been evaluated within a year.
    .advice = The contract manager records an evaluation: sekisho contract evaluate { $party } --score <POINTS> --sheet <FINDINGS>
evaluation-unfit = The figures about { $party } do not fit: scores are of 100, and there were at least { $incidents } earlier incidents.
    .advice = Put the incidents on the sheet and record it again: sekisho contract evaluate { $party } --score <POINTS> --incidents { $incidents } --sheet <FINDINGS>
field-urgent = urgent because
field-beyond = beyond
field-purpose-code = purpose
field-plan = plan
field-step = step
finder-note = You have found a medium of a public office. Nobody can read it without the office. Please call the office printed on the medium, or take it to the police. Number: { $number }
frozen = Permit { $permit } is frozen.
    .advice = Bringing media back is possible: sekisho custody hand { $permit } --home. Two persons lift a freeze: sekisho permit unfreeze { $permit } --as <APPROVER> --key <KEY>. Its history: sekisho permit show { $permit }
frozen-for-good = Permit { $permit } is frozen because of a loss or a revocation; this cannot be lifted.
    .advice = Bring back what is at hand: sekisho custody hand { $permit } --home. What was found: sekisho medium found <MEDIUM> --serial <SERIAL>
giver-is-receiver = Giver and receiver are the same person ({ $person }).
    .advice = Another person must receive: sekisho custody hand <PERMIT> --to <RECEIVER>, or sekisho custody receive <PERMIT> --as <ANOTHER PERSON> --key <KEY>
hand-over-pending = A hand-over of medium { $medium } is under way.
    .advice = The receiver signs: sekisho custody receive <PERMIT> --medium { $medium } --as <RECEIVER> --key <KEY>. To take it back, hand it to the giver: sekisho custody hand <PERMIT> --medium { $medium } --to <GIVER> (--home if it came from the cabinet)
incident-unknown = Incident { $incident } does not exist, or is closed.
    .advice = Check the number: sekisho incident list --all
key-destroyed = The release key of permit { $permit } is destroyed, or is being destroyed. Nobody can open this box any more.
    .advice = Bring the medium home: sekisho custody hand { $permit } --home. The original data stay untouched; to carry them again, make a new request: sekisho permit request --like { $permit } --return-by <TIME>
key-not-destroyed = The vault has not yet confirmed that the release key of permit { $permit } is destroyed.
    .advice = Report every erasure, then let the vault do it: sekisho vault status (each command tries again by itself)
key-not-waiting = Key { $key } of { $person } does not wait for a second signature.
    .advice = See which keys wait with sekisho key list.
key-resting = Key { $key } of { $person } is new: no approvals and no openings before { $until }.
    .advice = If you do not know this key, revoke it at once: sekisho key revoke { $person } { $key } --as { $person } --key <YOUR OTHER KEY>. Otherwise wait until { $until }, or ask somebody else.
key-status-in-use = in use
key-status-resting = resting (a day)
key-status-revoked = revoked
key-status-unseconded = waits for a second administrator
key-status-unconfirmed = waits for the employer
key-taken = Key { $key } is enrolled already. A key belongs to one person only.
    .advice = Make a new key: sekisho key new <FILE>
key-unconfirmed = The employer has not countersigned key { $key } of { $person }.
    .advice = The employer’s representative countersigns: sekisho key confirm { $person } { $key } --as <REPRESENTATIVE> --key <KEY>. If nobody knows this key, revoke it: sekisho key revoke { $person } { $key }
key-unknown = { $person } has no valid key { $key }.
    .advice = Check the keys: sekisho key list
key-unseconded = Key { $key } of { $person } waits for a second administrator: { $person } had a key before.
    .advice = An administrator other than who enrolled it speaks for it (the security manager, if there is no other administrator): sekisho key second { $person } { $key } --as <SECOND ADMINISTRATOR> --key <KEY>. Whoever still has the older key can do it with that one. If nobody knows this key, revoke it: sekisho key revoke { $person } { $key }
keys-destroyed = { $keys } release key(s) destroyed ({ $level }), confirmed in the record.
last-administrator = { $person } is the only administrator with a key.
    .advice = Make another person administrator first: sekisho person role <ANOTHER PERSON> administrator. That person also needs a key: sekisho key enroll <ANOTHER PERSON> --public <PUBLIC KEY>
local-rule = Local rule { $clause }: { $why }
    .advice = { $next }
medium-booked = Medium { $medium } is in use under permit { $permit }.
    .advice = Choose another medium, or wait until it is back and the permit closed: sekisho medium list, sekisho permit show { $permit }
medium-elsewhere = By the ledger, medium { $medium } is not at { $place }, where the permit starts.
    .advice = Where it is: sekisho medium show { $medium }. If it does lie at { $place }, the media keeper records it: sekisho medium store { $medium } { $place } --as <MEDIA KEEPER> --key <KEY>
medium-not-on-permit = Medium { $medium } is not on permit { $permit }.
    .advice = The media of the permit: sekisho permit show { $permit }. One of them is handed over with sekisho custody hand { $permit } --medium <MEDIUM>, and received with sekisho custody receive { $permit } --medium <MEDIUM>. To change them: sekisho permit amend { $permit } --medium <MEDIUM> (approvals start anew)
medium-twice = Medium { $medium } is named twice.
    .advice = Write --medium once for each medium.
medium-unknown = Medium { $medium } is not in the ledger.
    .advice = Choose one of the ledger: sekisho medium list. To register it: sekisho medium add { $medium } --product <PRODUCT> --serial <SERIAL> --home <CABINET>
medium-unusable = Medium { $medium } is lost or retired. What anybody reported as destroyed stays retired.
    .advice = If it was lost and is found, report its serial number first: sekisho medium found { $medium } --serial <SERIAL>. If not, choose another medium: sekisho medium list. Its condition: sekisho medium show { $medium }
method-not-approved = This way of handing over is not the transport that permit { $permit } approves, or has no consignment number.
    .advice = What was approved: sekisho permit show { $permit }. To a courier: sekisho custody hand { $permit } --courier <NUMBER>. To change the transport: sekisho permit amend { $permit } (approvals start anew)
method-missing = Permit { $permit } names no transport, or no product that protects the data.
    .advice = Write --carrier <PERSON> for two persons, or --courier <COMPANY>, and --declared <PRODUCT>.
agreed-already = { $person } has agreed to lift the freeze of permit { $permit } already.
    .advice = One more person must agree: sekisho permit unfreeze { $permit } --as <ANOTHER APPROVER> --key <KEY>
no-medium = Permit { $permit } names no medium.
    .advice = Write --medium <MEDIUM>. The numbers: sekisho medium list
not-at-site = Medium { $medium } is not in the hands of those who receive it at the site.
    .advice = Whoever carries it hands it over, and the receiver signs: sekisho custody hand <PERMIT> --medium { $medium } --to <RECEIVER>, then sekisho custody receive <PERMIT> --medium { $medium }
not-frozen = Permit { $permit } is not frozen.
    .advice = Check its state: sekisho permit show { $permit }
not-holder = Somebody else has medium { $medium } now.
    .advice = Its holder hands it over: sekisho custody hand <PERMIT> --medium { $medium }. Who that is: sekisho permit show <PERMIT>. To receive it from a courier: sekisho custody receive <PERMIT> --medium { $medium }
not-head = { $person } is not who signs the check of { $party } (role { $role }).
    .advice = The head of it signs: sekisho weekly sign { $party } --yes <QUESTION> --no <QUESTION> --as <HEAD> --key <KEY>. Without the role, first: sekisho person role <SOMEBODY-OF-IT> { $role } --as <ADMINISTRATOR> --key <KEY>
not-offered = Nobody is handing medium { $medium } to { $person }.
    .advice = The giver records it first: sekisho custody hand <PERMIT> --medium { $medium } --to { $person }
not-on-roster = { $person } is on no roster of { $party }.
    .advice = { $party } or the contract manager adds them: sekisho roster add <CONTRACT-OR-ORDER> { $person }. See sekisho roster list; Only who is on it is taken off: sekisho roster remove <CONTRACT-OR-ORDER> <PERSON> --reason <REASON>
not-requester = Only the requester, { $person }, can amend or withdraw permit { $permit }.
    .advice = Ask the requester: sekisho permit amend { $permit } --as { $person }, or sekisho permit withdraw { $permit } --as { $person }. An approver who wants a correction: sekisho permit send-back { $permit } --reason <TEXT>
not-sealed = Medium { $medium } of permit { $permit } has no seal receipt in the record.
    .advice = Seal it at the station: sekisho seal box <PERMIT FILE> --medium { $medium } --to <DIR> --witness-key <KEY>. The receipt goes into the record with sekisho seal record <RECEIPT>
not-trained = { $person } has not passed course { $course }, or not for as long as the carry-out lasts.
    .advice = Record it when it is done: sekisho training record { $person } { $course }. See sekisho training list --missing. For a new version: sekisho training course <NEW> --name <NAME> --replaces { $course }
nothing-asked = Permit { $permit } names no data, no rows or no people.
    .advice = Write --data <DATASET>:<FIELD>,<FIELD>:<ROWS> and --people <NUMBER>.
question-unanswered = Weekly check of { $party }: { $question } does not have exactly one answer. An answer to nothing that is asked this week shows here, too.
    .advice = See what is asked now and answer each once: sekisho weekly show { $party }, then sekisho weekly sign { $party } --yes <QUESTION> --no <QUESTION>
weekly-signed = This week’s check of { $party } is signed already.
    .advice = The next one can be signed from Monday on. See sekisho weekly list.
weekly-unknown = No weekly check of { $party } was begun.
    .advice = Whoever looks after security begins it: sekisho weekly begin { $party } --as <SECURITY-MANAGER> --key <KEY>
number-stale = The number or revision of permit { $permit } does not follow the record. The next one is { $next }.
    .advice = Somebody else was faster. Run the same command again.
office-established = This record is open already.
    .advice = What is registered: sekisho person list. Another record needs another directory: sekisho init --dir <DIR>
office-missing = This record is not open yet.
    .advice = Open it: sekisho init
offshore-forbidden = Contract { $contract } does not allow work abroad at tier { $tier }.
    .advice = Order from a company that works in the country: sekisho order place <ORDER> --contract { $contract } --of <ORG> --work <WORK>
one-carrier = One person alone cannot carry (permit { $permit }).
    .advice = Name two carriers or more: --carrier <PERSON> --carrier <ANOTHER PERSON>. When handing over: sekisho custody hand { $permit } --to <CARRIER> --to <ANOTHER CARRIER>
one-officer = Re-wrapping takes two officers of the owner, who sign with their own keys (permit { $permit }).
    .advice = Let two officers sign at the sealing station: sekisho rewrap box <PERMIT FILE> <WRAP FILE> --share <FILE> --share <FILE> --second <PERSON> --second-key <KEY> --record <RECORD> --out <HEADER FILE> --receipt-out <RECEIPT>
one-opener = Opening takes two of the persons whom permit { $permit } names.
    .advice = Name two persons in the request (sekisho permit request --opener <PERSON> --opener <PERSON>), and let both sign at the device: sekisho open <DIR> --out <DIR> --second <PERSON> --second-key <KEY>
open-ask-answer = Answer (eight groups of six digits)
open-challenge = Challenge (read it to the owner, or show the code):
open-done = { $members } files are in { $path }. Erase them by { $until }: sekisho erase box <MEDIUM DIR> --copy W-1={ $path }
open-waiting = Waiting for the answer in { $path } ({ $minutes } more minutes; Ctrl-C ends it)
openings-too-few = Permit { $permit } allows { $openings } openings, and { $used } are used. A re-wrap counts as one, and one more is needed to open afterwards.
    .advice = If the present device still works, open there: sekisho open <DIR> --out <DIR> --second <PERSON> --second-key <KEY>. If not, make a new request: sekisho permit request --like { $permit } --openings <COUNT> --return-by <TIME>
openings-used = All { $openings } openings of permit { $permit } are used.
    .advice = The answer to an earlier challenge can be given again: sekisho release --file <CHALLENGE>. For more openings make a new request: sekisho permit request --like { $permit } --openings <COUNT> --return-by <TIME>
order-approved = approved
order-changed = Order { $order } is not what was shown.
    .advice = Look at it as it is, then approve: sekisho order show { $order }, then sekisho order approve { $order }
order-check-allow = This order is allowed.
order-check-wait = This order needs the owner’s approval.
order-circular = { $party } stands above this order already.
    .advice = Choose a company that is neither above nor the owner: sekisho order place <ORDER> --contract <CONTRACT> --of <ORG> --work <WORK>. A contract is with somebody other than the owner: sekisho contract add <NUMBER> --with <ORG> --name <NAME> --work <WORK> --from <TIME> --until <TIME>
order-not-approved = The order above, { $order } (tier { $tier }), is not approved ({ $status }).
    .advice = Get the order above approved first: sekisho order approve { $order } --as <CONTRACT-MANAGER> --key <KEY>
order-not-in-chain = { $party } does not stand at that place of contract { $contract }.
    .advice = Whoever orders is the one who got the order above: sekisho contract show { $contract }. Correct it: sekisho order place <ORDER> --contract { $contract } --under <ORDER-ABOVE> --of <ORG> --work <WORK>
order-not-waiting = Order { $order } does not wait for approval ({ $status }).
    .advice = See sekisho order show { $order }. To stop it: sekisho order stop { $order } --reason <REASON>; to ask again under another number: sekisho order place <ORDER> --contract <CONTRACT> --of <ORG> --work <WORK>
order-outside-term = It does not lie within the term of { $contract } (until { $until }).
    .advice = Make it shorter: sekisho order place <ORDER> --contract { $contract } --of <ORG> --work <WORK> --until <TIME>
order-rejected = rejected
order-stopped = stopped
order-unknown = Order { $order } is not registered.
    .advice = Look at the list and correct the number: sekisho order list. The order above comes first: sekisho order place <ORDER> --contract <CONTRACT> --of <ORG> --work <WORK>
order-waiting = waiting
order-waits-for = Order { $order } waits for { $persons }: sekisho order approve { $order }
order-waits-nobody = a contract manager other than the one who asks (there is none yet)
own-work = { $person } had a part in { $id } themselves, and neither approves nor countersigns it.
    .advice = Somebody else does it: sekisho contract activate { $id } --as <ANOTHER-APPROVER> --key <KEY>, for an order sekisho order approve { $id } --as <ANOTHER-CONTRACT-MANAGER> --key <KEY>, for employment sekisho person confirm { $id } --as <ANOTHER-REPRESENTATIVE> --key <KEY>, for a card sekisho access confirm { $id } --card <ROOM> --as <ANOTHER-REPRESENTATIVE> --key <KEY>, for training sekisho training record { $id } <COURSE> --as <ANOTHER-ADMINISTRATOR> --key <KEY>, for a suspension sekisho access resume { $id } --as <ANOTHER-APPROVER> --key <KEY>, for a new key sekisho key second <PERSON> { $id } --as <ANOTHER-ADMINISTRATOR> --key <KEY>
party-unknown = Organization { $party } is not registered.
    .advice = The administrator registers it: sekisho org add { $party } --name <NAME>
permit-exported = Permit file: { $path } (no secret in it; for the sealing station and the receiving device)
permit-is-out = Media of permit { $permit } are out, so it can be neither amended nor withdrawn.
    .advice = Bring them back: sekisho custody hand { $permit } --home. To stop it: sekisho permit freeze { $permit }
permit-not-approved = Permit { $permit } is not approved, or an approval counts no more: whoever gave it has left, or has no role that approves or no key now.
    .advice = Two persons must approve, one of them the information security manager: sekisho permit approve { $permit } --as <APPROVER> --key <KEY>. If an approval counts no more, the requester amends it: sekisho permit amend { $permit } (approvals start anew)
permit-not-out = Nothing is out under permit { $permit } yet.
    .advice = The media keeper hands it out: sekisho custody hand { $permit }. If it is not needed, the requester withdraws it: sekisho permit withdraw { $permit }
permit-not-waiting = Permit { $permit } does not wait for approval. It is { $status ->
        [approved] approved
        [frozen] frozen
        [lost] lost
        [out] out
        [returned] returned
        [sent_back] sent back
       *[other] { $status }
    }.
    .advice = Check its state: sekisho permit show { $permit }. If it was sent back, the requester amends it: sekisho permit amend { $permit }
permit-unknown = There is no permit { $permit }.
    .advice = Check the number: sekisho permit list
person-left = { $person } has left.
    .advice = Name another person: sekisho person list
person-not-named = This permit does not name { $person } for this.
    .advice = Whom it names: sekisho permit show <PERMIT>. Hand it to one of them: sekisho custody hand <PERMIT> --to <PERSON>. To change that, the requester amends it: sekisho permit amend <PERMIT> (approvals start anew)
person-unknown = { $person } is not registered.
    .advice = The administrator registers the person: sekisho person add { $person } --name <NAME> --employer <ORG>
place-unfit = Place { $place } is not a cabinet of the data owner.
    .advice = Choose a cabinet: sekisho place list. To put a medium there: sekisho medium store <MEDIUM> <CABINET>. To register one: sekisho place add <ID> --name <NAME> --kind cabinet
place-unknown = Place { $place } is not registered.
    .advice = The administrator registers it: sekisho place add { $place } --name <NAME> --kind <cabinet or site>
place-not-named = Place { $place } is not where permit { $permit } returns to.
    .advice = Bring it to the place of return: sekisho custody hand { $permit } --home
rewrap-applied = The box on medium { $medium } is wrapped for the new device, and was read back. Its content was not touched. Open it there: sekisho open <DIR> --out <DIR> --second <PERSON> --second-key <KEY>
rewrap-applied-already = The box on medium { $medium } is wrapped for the new device already.
rewrap-done = The new header for permit { $permit }, medium { $medium }, is made. First put the receipt into the record: sekisho rewrap record { $path }. Then send this file to the site: { $header } (only the approved device can use it)
rewrap-key-missing = The boxes of permit { $permit } have no second wrap for the owner (they were sealed before there was a key for it). They cannot be wrapped again.
    .advice = If the present device still works, open there: sekisho open <DIR> --out <DIR> --second <PERSON> --second-key <KEY>. If not, make a new request. For the next time the administrator makes the key: sekisho rewrap init --share <FILE> --share <FILE>
rewrap-not-waiting = No re-wrap waits for medium { $medium } of permit { $permit }: none is approved, no release fits the receipt, or it is done already.
    .advice = Ask for it: sekisho permit rewrap { $permit } --device <DEVICE>. Approve it: sekisho permit approve { $permit }. Answer the sealing station and record its receipt: sekisho release --file <CHALLENGE>, then sekisho rewrap record <RECEIPT>
rewrap-shares = The key is split into { $one } and { $other }. One alone tells nothing. Let two officers keep them, in two places. Without both no box can be wrapped again.
rewrap-unfit = A re-wrap of permit { $permit } changes the receiving device and its key, and nothing else.
    .advice = Name only the permit and the new device: sekisho permit rewrap { $permit } --device <DEVICE>. Of receipts, record the one that the sealing station has written: sekisho rewrap record <RECEIPT>
rewrap-waits = a re-wrap waits for approval: for device { $device }, asked by { $person }, approved by { $approvals }
purpose-missing = The request for { $permit } names no purpose of the owner.
    .advice = Choose one: sekisho purpose list, then sekisho permit request --for <PURPOSE>
purpose-unknown = Purpose { $purpose } is not registered.
    .advice = Choose one: sekisho purpose list, then sekisho permit request --for <PURPOSE>
role-acting = { $role }, acting for { $of }
role-chief-officer = chief information security officer
role-contract-manager = contract manager
role-delegated = { $role }, delegated by { $of }
role-employer-representative = employer’s representative
role-missing = { $person } does not hold the role "{ $roles }", or cannot.
    .advice = Ask somebody who holds it: sekisho person list. The administrator gives it: sekisho person role { $person } { $role } (except for auditors and employers' representatives, only the owner's own people can hold a role)
rules-unproposed = Nobody but { $person } has proposed the local rules { $set } since the last ones were put in force: one proposes, another puts in force.
    .advice = Let somebody else read and propose them: sekisho policy show { $set }, sekisho policy propose { $set } --as <ANOTHER PERSON> --key <KEY>. Then once more: sekisho policy use { $set } --as { $person } --key <KEY>
seal-done = Sealed: permit { $permit }, medium { $medium }. { $rows } rows counted, read back identical ({ $bytes } bytes). There is no password. Receipt: { $path }
seal-left-out = { $dataset }: { $count } rows of persons under protection were left out.
seal-repeated = { $dataset }: { $count } rows are like an earlier one (the count of the list stays).
seal-fingerprints = Fingerprints: { $path } (they stay with the owner; never on the medium)
seal-sheet = Receipt to print or to read in: { $path }
seal-second-wrap = For a re-wrap: { $path } (stays at the owner's, for the day when the device dies)
sealed-already = Medium { $medium } has left its cabinet with its box. It is not sealed again under the same permit.
    .advice = Go on with this box: sekisho custody hand <PERMIT> --medium { $medium } --to <PERSON>. For another content make a new request: sekisho permit request --like <PERMIT> --return-by <TIME>
sealing-unfit = What permit { $permit } says about sealing, and what is to be sealed or was sealed, do not fit together.
    .advice = Write the request with --sealed --device <DEVICE> --sealer <PERSON> --witness <PERSON> --opener <PERSON> --opener <PERSON>. Seal with the newest permit file: sekisho permit export { $permit } --out <FILE>
signed-already = { $person } has signed for medium { $medium } already.
    .advice = Wait for the other receivers to sign. The state: sekisho permit show <PERMIT>
server-ended = The server has stopped.
server-listening = Pages: { $pages } For machines: { $url } To stop: Ctrl-C
station-not-owners = Device { $device } stands at { $place }, which is not a place of the data owner. Re-wrapping is done at the owner's own station.
    .advice = Ask again from a station at the owner's: sekisho release --file <CHALLENGE>. Where devices stand: sekisho device list
station-enrollment = Device { $device }: { $keys } one-time keys, written to { $path }. Give the file to the owner: sekisho device enroll { $path }
station-is = Device { $device } of { $origin } · one-time keys left: { $keys }
subcontract-forbidden = Contract { $contract } forbids subcontracting (tier { $tier }).
    .advice = Let the contractor do it, or make a new contract that allows it: sekisho contract add <NUMBER> --with <ORG> --name <NAME> --work <WORK> --from <TIME> --until <TIME> --model
sync-done = { $facts } reports from { $path } are in the record.
sync-unread = { $path } cannot be read: it is of another record, or damaged.
text-unfit = A word is longer than 200 characters, or holds unseen characters or line breaks; or a field code is empty or more than one word.
    .advice = Make each word one visible line of at most 200 characters, and each field code one word without commas or spaces, and run the command again.
tier-too-deep = Contract { $contract } reaches down to tier { $deepest }; this is tier { $tier }.
    .advice = Let a company further up do it, or make a new contract: sekisho contract add <NUMBER> --with <ORG> --name <NAME> --work <WORK> --from <TIME> --until <TIME> --model --deepest-tier { $tier }
too-many-rows = { $rows } rows of { $dataset } were counted; { $approved } are approved.
    .advice = Seal only what was approved, and record that receipt: sekisho seal record <RECEIPT>. To carry more, amend the request: sekisho permit amend <PERMIT> --data { $dataset }:<FIELDS>:{ $rows } (approvals start anew)
unknown-field = Dataset { $dataset } has no field { $fields }.
    .advice = See sekisho dataset list. To register a dataset: sekisho dataset add { $dataset } --name <NAME> --rows <ROWS> --field <FIELD>. To correct the request: sekisho permit request --data <DATA>. To correct a purpose: sekisho purpose add <PURPOSE> --name <NAME> --needs <DATA>
weekly-ask-claimed = { $person } does not work for { $org } (an application or the like called them its people)
weekly-ask-late = Something of permit { $permit } is late, and somebody sees to it
weekly-ask-medium-held = Medium { $medium } is with { $holder } (somebody has looked)
weekly-ask-medium-lies = Medium { $medium } is at { $place } (somebody has looked)
weekly-ask-permit = The carry-out of permit { $permit } is known and going on
weekly-ask-person = { $person } works for { $org }
weekly-how = If everything is as the record has it, sign with the next line. What is otherwise goes behind --no.
    { $line }
fault-weekly-question-unfit = { $question } is not the code of a question.
    .advice = See the questions with sekisho weekly show <ORG> (for example medium/USB-001).
weekly-signed-already = The week from { $week } is signed.
weekly-status-missed = missed { $count } weeks in a row
weekly-status-open = not signed this week
weekly-status-signed = signed
training-missing = missing or expired
training-valid = valid
vault-missing = This record has no vault, so nothing can be sealed.
    .advice = Make it once, as the administrator: sekisho vault init --as <ADMINISTRATOR> --key <KEY>
vault-status = cell: { $cell } · entries read: { $size } · destructions outstanding: { $outstanding }
window-not-open = The window of permit { $permit } has not begun. It begins at { $from }.
    .advice = Wait until then, and hand it over: sekisho custody hand { $permit }. To begin earlier: sekisho permit amend { $permit } --start <TIME> (approvals start anew)
window-over = The window of permit { $permit } ended at { $until }.
    .advice = Bring back what is out: sekisho custody hand { $permit } --home. If nothing is out yet, ask for a later window: --return-by <TIME> --until <TIME>
witness-unfit = { $person } cannot be the attendant: it is an officer of the owner, not the one who seals, and the one whom the permit names.
    .advice = Name another officer in the request: sekisho permit request --witness <OFFICER>, or sekisho permit amend <PERMIT> --witness <OFFICER> (approvals start anew)
work-not-covered = Work { $work } is not covered by contract { $contract } or the order above.
    .advice = Name a work of the contract: sekisho contract show { $contract }, then sekisho order place <ORDER> --contract { $contract } --of <ORG> --work <WORK>
working-copy-open = The working copy { $copy } at the site (permit { $permit }) has no report of its erasure yet.
    .advice = Erase it there and report it: sekisho erase copy { $permit } { $copy } --method files_deleted

## Alarms

alarm-arrival-overdue = arrival overdue
alarm-erasure-overdue = erasure overdue
alarm-hand-over-overdue = hand-over overdue
alarm-return-overdue = return overdue
alarm-return-overdue-long = return long overdue
alarm-working-copy-overdue = working copy not erased in time

## Findings

finding-check-differs = the weekly check says otherwise than the record
finding-employer-misstated = somebody was presented as another company’s own
finding-erased-by-another = erased by another person
finding-erased-late = erased late
finding-erased-while-lost = erased while lost
finding-export-unpermitted = taken out without a permit
finding-opened-too-late = opened after its key was to be destroyed
finding-opened-uncontrolled = opened by other means than a station
finding-opened-unreleased = opened without a release
finding-raised = { $code } Finding: { $what } { $medium } (your report is recorded; it does not fit the record)
finding-reported-late = reported late
finding-seen-elsewhere = seen elsewhere
finding-serial-differs = serial number differs
finding-unknown-medium = medium not in the ledger
finding-unknown-object = does not fit the record
finding-volume-unusual = far more than the work explains
fingerprint-demanded = { $kind } of { $dataset } ({ $fields }), may be asked until { $until }
fingerprint-forgotten = cannot be told (the lookup key is gone)
fingerprint-kind-address-birth = address and date of birth
fingerprint-kind-code = number
fingerprint-kind-kana-birth = kana and date of birth
fingerprint-kind-name-birth = name and date of birth
fingerprint-no = not in it
fingerprint-no-means = "Not in it" means: not under this number or spelling. A name in another variant of a character counts as another.
fingerprint-not-kept = cannot be told (no fingerprint of this kind was made)
fingerprint-yes = is in it
fingerprints-missing = Note: this sealing has fingerprints, and their file was not found. Give the same command again with --fingerprints.

## Events, one line of the record each

event-access-ended = Access ended
event-access-confirmed = Access confirmed
event-access-granted = Access granted
event-alarm-rang = alarm
event-attempt-refused = refused
event-contract-activated = Contract in force
event-contract-amended = Contract rewritten
event-contract-ended = Contract ended
event-contract-registered = Contract entered
event-contractor-evaluated = Contractor evaluated
event-copy-sealed = sealed
event-copy-rewrapped = wrapped again
event-course-registered = Course entered
event-custody-changed = hand-over complete
event-custody-offered = hand-over begun
event-custody-signed = receipt signed
event-dataset-registered = Dataset entered
event-destruction-ordered = release key to be destroyed
event-device-enrolled = device enrolled
event-device-keys-deposited = one-time keys deposited
event-device-registered = device registered
event-employment-confirmed = Employment countersigned
event-employment-stated = Employment stated
event-erased = text erased
event-erasure-reported = erasure reported
event-evening-listed = absent at closing time
event-finding-raised = finding
event-finding-resolved = finding answered
event-handler-removed = Taken off roster
event-hold-lift-agreed = order hold lift agreed
event-handlers-named = Named on roster
event-incident-closed = incident closed
event-incident-opened = incident opened
event-key-seconded = key spoken for by a second
event-key-confirmed = key countersigned
event-key-destroyed = release key destroyed
event-key-enrolled = key enrolled
event-key-revoked = key revoked
event-loss-reported = loss reported
event-medium-amended = ledger line corrected
event-medium-found = medium found
event-medium-missed = missed at stock-take
event-medium-registered = medium registered
event-medium-retired = medium retired
event-medium-stored = medium stored
event-office-established = record opened
event-opening-reported = opening reported
event-order-approved = Order approved
event-order-placed = Order placed
event-order-rejected = Order rejected
event-order-stopped = Order stopped
event-party-amended = Organization corrected
event-party-registered = organization registered
event-permit-amended = request amended
event-permit-approved = approved
event-permit-closed = permit closed
event-permit-frozen = frozen
event-permit-lapsed = lapsed
event-permit-ready = permit granted
event-permit-requested = requested
event-permit-revoked = permit revoked
event-permit-sent-back = sent back
event-permit-unfrozen = freeze lifted
event-permit-withdrawn = withdrawn
event-person-amended = person corrected
event-person-resumed = person goes on
event-person-suspended = person suspended
event-review-overdue = urgent permit not reviewed in time
event-resume-agreed = resumption agreed
event-person-left = person left
event-person-registered = person registered
event-place-amended = place corrected
event-place-registered = place registered
event-plan-amended = plan rewritten
event-plan-approved = plan approved
event-plan-drafted = plan written
event-plan-withdrawn = plan withdrawn
event-purpose-registered = Purpose entered
event-release-granted = release granted
event-rewrap-key-established = re-wrap key entered
event-rewrap-requested = re-wrap requested
event-rewrap-withdrawn = re-wrap withdrawn
event-role-assigned = role given
event-role-removed = role removed
event-rules-adopted = local rules put in force
event-rules-proposed = local rules proposed
event-risk-accepted = risk accepted
event-step-done = step done
event-step-explained = step explained
event-stock-taken = stock-take
event-week-checked = Weekly check signed
event-week-missed = Weekly check missed
event-weekly-begun = Weekly check begun
event-weekly-ended = Weekly check ended
event-urgency-reviewed = urgent permit reviewed
event-training-passed = Training passed
event-unfreeze-agreed = agreed to lift freeze
event-vault-established = vault entered
event-working-copy-declared = working copy declared
event-working-copy-erased = working copy erased

## Safety plans

not-plan-writer = { $person } cannot rewrite plan { $plan }.
    .advice = Who wrote in it, who is of its project, or the contract manager can: sekisho plan amend <PLAN FILE> --as <ONE OF THEM> --key <KEY>
plan-changed = Plan { $plan } is not what was shown.
    .advice = Look at it as it is (sekisho plan show { $plan }), then do it again. A permit asked for under the earlier version is amended by who asked: sekisho permit amend <PERMIT> --plan { $plan }. To rewrite the plan: sekisho plan amend <PLAN FILE>
plan-incomplete = Plan { $plan } lacks a part that every plan must have ({ $part }), or it cannot hold as it is.
    .advice = Complete it: sekisho plan amend <PLAN FILE>. If it is not entered yet: sekisho plan draft <PLAN FILE>. How to write one: sekisho plan template
plan-media = { $count } at a time
plan-missing = The request for permit { $permit } names no safety plan.
    .advice = Choose one that is approved (sekisho plan list): sekisho permit request --plan <PLAN>. If there is none, write it: sekisho plan draft <PLAN FILE>
plan-missing-parts = missing parts: { $parts }
plan-not-approved = Plan { $plan } is not approved as it is now.
    .advice = A head accepts what is left of its risks, then the security office approves: sekisho plan accept-risk { $plan } --as <HEAD> --key <KEY>, then sekisho plan approve { $plan } --as <SECURITY OFFICE> --key <KEY>
plan-not-independent = { $person } is of the project and cannot be who approved plan { $plan }.
    .advice = Somebody of the security office who is not of the project approves it: sekisho plan approve { $plan } --as <ANOTHER> --key <KEY>. Whoever approved a plan neither asks nor works under it: sekisho permit request --plan { $plan } --as <ANOTHER> --key <KEY>
plan-not-waiting = Plan { $plan } is approved already.
    .advice = Ask under it: sekisho permit request --plan { $plan }. To change it: sekisho plan amend <PLAN FILE>
plan-part-accepted-until = until when a risk is accepted (a year at most)
plan-part-approved = approved
plan-part-document = document
plan-part-from = cabinets it leaves from
plan-part-hours = hours
plan-part-levels = impacts (1 to 3, and no greater after the measures)
plan-part-media = number of media
plan-part-medium-needed = the risk that says why a medium is needed
plan-part-products = products of media
plan-part-project = people of the project
plan-part-risks = risks
plan-part-site = sites
plan-part-steps = steps
plan-part-storage = storage
plan-part-term = term
plan-part-transport = transport
plan-part-work = work
plan-revision = version { $revision }
plan-state-approved = approved
plan-state-drafted = draft
plan-state-withdrawn = withdrawn
plan-turn-accept = Next: the heads ({ $persons }) accept what is left of the risks: sekisho plan accept-risk { $plan }
plan-turn-approve = Next: the security office approves: sekisho plan approve { $plan }
plan-unfit = The request for permit { $permit } goes beyond plan { $plan } ({ $part }).
    .advice = Ask for what the plan covers (sekisho plan show { $plan }, then sekisho permit request --plan { $plan }), or rewrite the plan and have it approved: sekisho plan amend <PLAN FILE>
plan-unknown = Plan { $plan } is not registered.
    .advice = What is registered: sekisho plan list. If there is none, write it: sekisho plan draft <PLAN FILE>. A request names one that is approved: sekisho permit request --plan <PLAN>
plan-way-carried = by people ({ $count } at least)
plan-way-courier = security courier
plan-way-network = network
plan-withdrawn = Plan { $plan } was withdrawn.
    .advice = Write a plan under another number: sekisho plan draft <PLAN FILE>. What is out can always be brought home, and its erasure reported.
risk-expired = Risk { $risk } of plan { $plan } is accepted until { $until } only: nobody answers for it until the end.
    .advice = Write another date, and have it signed again: sekisho plan amend <PLAN FILE>, then sekisho plan accept-risk { $plan }, then sekisho plan approve { $plan }
risk-line = { $name } (impact { $impact }; { $treatment }: { $measure }; left { $residual }; accepted by { $person } until { $until }; signed: { $signed })
risk-not-accepted = { $person } has not accepted risk { $risk } of plan { $plan } yet.
    .advice = They sign for themselves: sekisho plan accept-risk { $plan } { $risk } --as { $person } --key <KEY>
risk-not-yours = Risk { $risk } of plan { $plan } is for { $person } to accept, a head of the owner's.
    .advice = They sign: sekisho plan accept-risk { $plan } { $risk } --as { $person } --key <KEY>. If it is for somebody else to accept, correct the plan: sekisho plan amend <PLAN FILE>
risk-open = not yet
risk-treatment-avoid = avoid
risk-treatment-reduce = reduce
risk-treatment-retain = retain
risk-treatment-share = share
risk-unknown = Plan { $plan } has no risk { $risk }.
    .advice = Look at the plan: sekisho plan show { $plan }. To accept one: sekisho plan accept-risk { $plan } <RISK>
step-by-carrier = a carrier
step-by-eraser = who erases
step-by-officer = an officer
step-by-opener = who opens
step-by-receiver = who receives
step-by-sealer = who seals
step-by-witness = the witness
step-done = done ({ $person } { $time })
step-explained = not done ({ $person } { $time }: { $reason })
step-not-yours = Step { $step } of permit { $permit } is recorded by { $by }, or by an officer of the owner's.
    .advice = Ask them to record it: sekisho permit step { $permit } { $step } --as <PERSON> --key <KEY>
step-open = Step { $step } of permit { $permit } is neither done nor explained.
    .advice = Who did it records it: sekisho permit step { $permit } { $step }. If it was not done, an officer who answers for it says why: sekisho permit step { $permit } { $step } --explain <REASON>
step-settled = Step { $step } of permit { $permit } is recorded already.
    .advice = The list: sekisho permit show { $permit }. Those that are left: sekisho permit step { $permit } <STEP>
step-unknown = The plan of permit { $permit } has no step { $step }.
    .advice = Look at the steps: sekisho permit show { $permit }. To record one: sekisho permit step { $permit } <STEP>
step-waits = not yet ({ $by })
## What was done

done-activate-contract = The contract is in force.
done-adopt-rules = The local rules are in force: from now on every act is judged by them, too.
done-accept-risk = What is left of the risks is accepted.
done-amend-plan = The plan is rewritten. What was accepted and approved is void.
done-approve-plan = The plan is approved. From now on every request names a plan.
done-draft-plan = The plan is entered.
done-settle-step = The step of permit { $permit } is recorded.
done-withdraw-plan = The plan is withdrawn. Nothing goes out under it any more.
done-amend-contract = The contract is rewritten.
done-amend-permit = Request { $permit } is amended. Earlier approvals are void and start anew.
done-amend-medium = The medium's ledger line is corrected.
done-amend-party = The organization's particulars are corrected.
done-amend-person = The person's particulars are corrected.
done-amend-place = The name of the place is corrected.
done-apply-access = Granted.
done-approve-order = The order is approved.
done-approve-permit = You approved the request for permit { $permit }.
done-assign-role = The role is given.
done-close-incident = The incident is closed.
done-close-permit = Permit { $permit } is closed.
done-confirm-employment = The employment is countersigned.
done-confirm-access = It is still needed: a year more.
done-second-key = The key counts. If somebody other than its owner spoke for it, it rests for a day before it approves or opens.
done-confirm-key = The key is countersigned. It rests for a day before it approves or opens.
done-declare-copy = The working copy under permit { $permit } is recorded. It has a deadline of its own.
done-deposit-keys = The one-time keys are deposited.
done-end-access = Taken away.
done-raise-finding = The finding is recorded.
done-resolve-finding = The finding is answered.
done-resume-access = The agreement is recorded (two persons let the person go on).
done-begin-weekly = The weekly check has begun. From this week on, the head of the organization signs before the end of Sunday.
done-end-weekly = The weekly check has ended.
done-sign-weekly = This week’s check is signed.
done-suspend-access = Suspended: cards, accounts and signatures rest, except for the way home and reports.
done-end-contract = The contract is ended, and every tier below with it.
done-enroll-device = The device is enrolled.
done-enroll-key = The key is enrolled.
done-erase-copy = The report of erasure of the working copy (permit { $permit }) is recorded. It is a report, not a proof.
done-establish-office = The record is open.
done-establish-rewrap = The key for re-wrapping is entered. Boxes sealed from now on can be wrapped for another device.
done-establish-vault = The vault is entered.
done-evaluate-contractor = The evaluation is recorded.
done-freeze-permit = Permit { $permit } is frozen.
done-hand-custody = The hand-over of permit { $permit } is recorded.
done-lift-hold = It is recorded (orders need not wait once contract manager and chief officer have both said it).
done-leave-person = The person is recorded as having left. Keys and roles have ended.
done-lift-freeze = The freeze of permit { $permit } is lifted.
done-name-handlers = They are on the roster.
done-place-order = The order is placed.
done-propose-rules = The local rules are proposed. Somebody else puts them in force: sekisho policy use <RULES> --as <SECURITY MANAGER> --key <KEY>
done-receive-custody = You signed for the medium of permit { $permit }.
done-record-training = The training is recorded.
done-register-contract = The contract is entered.
done-register-course = The course is entered.
done-register-dataset = The dataset is entered.
done-register-device = The device is registered.
done-register-medium = The medium is in the ledger.
done-register-party = The organization is registered.
done-register-person = The person is registered.
done-register-place = The place is registered.
done-register-purpose = The purpose is entered.
done-reject-order = The order is rejected.
done-release-copy = The release under permit { $permit } is recorded. From now on the copy counts as possibly opened.
done-remove-handler = They are off the roster.
done-remove-role = The role is removed.
done-report-erasure = The report of erasure for permit { $permit } is recorded. It is a report, not a proof. The original data stay untouched.
done-report-found = The report of the find is recorded.
done-report-loss = Your report about permit { $permit } is recorded. Thank you for telling early. The original data stay untouched.
done-report-opening = The report about the opening under permit { $permit } is recorded.
done-request-permit = Permit { $permit } is requested.
done-request-rewrap = A re-wrap under permit { $permit } is requested.
done-review-urgent = The review is recorded.
done-retire-medium = The medium is retired.
done-return-permit = Request { $permit } is sent back.
done-revoke-key = The key is revoked.
done-revoke-permit = Permit { $permit } is revoked.
done-rewrap-copy = The new wrap under permit { $permit } is in the record. The new device may open it.
done-seal-copy = The seal receipt of permit { $permit } is in the record. The medium may leave its cabinet.
done-state-employment = It is said; the employer’s representative has yet to countersign.
done-stop-order = The order is stopped, and every tier below with it.
done-store-medium = The medium is recorded as stored.
done-take-stock = The stock-take is recorded.
done-unfreeze-permit = Your agreement to lift the freeze of permit { $permit } is recorded. Two persons lift it.
done-withdraw-permit = Request { $permit } is withdrawn.

## Whose turn it is

turn-amend = The requester amends it: sekisho permit amend { $permit }
turn-apply = Send the header file to the site, and put it onto the medium: sekisho rewrap apply <DIR> --header <FILE>
turn-approve = Waits for approval by two persons, one of them the information security manager: sekisho permit approve { $permit }
turn-close = Everything is back. The media keeper closes it: sekisho permit close { $permit }
turn-erase = After the work, erase and report; the original data stay untouched: sekisho erase report { $permit } --method <METHOD>
turn-erase-box = Erase box and working copies at the site: sekisho erase box <DIR> --copy W-1=<DIR>
turn-hand-out = The media keeper hands it to the carriers: sekisho custody hand { $permit }
turn-held = It is frozen. Bring back what is at hand: sekisho custody hand { $permit } --home
turn-site = At the site, hand it to the receiver: sekisho custody hand { $permit } --to <RECEIVER>
turn-steps = Everything is back. Steps are left to record: sekisho permit show { $permit }, then sekisho permit step { $permit } <STEP>
turn-receive = The receiver signs: sekisho custody receive { $permit }
turn-return = Bring it back: sekisho custody hand { $permit } --home
turn-rewrap = Wrap it again: export the permit file, then two officers at the sealing station: sekisho permit export { $permit } --out <FILE>, then sekisho rewrap box <PERMIT FILE> <WRAP FILE> --share <FILE> --share <FILE> --second <PERSON> --second-key <KEY> --record <RECORD> --out <FILE> --receipt-out <FILE>

## Roles, states, places

role-administrator = administrator
role-approver = approver
role-auditor = auditor
role-media-keeper = media keeper
role-organization-head = head of the organization
role-security-manager = information security manager
role-security-office = security office

status-approved = approved
status-closed = closed
status-frozen = frozen
status-lapsed = lapsed
status-lost = lost
status-out = out
status-requested = requested
status-returned = returned
status-revoked = revoked
status-sent-back = sent back
status-withdrawn = withdrawn

condition-lost = lost
condition-retired = retired
condition-usable = usable

place-cabinet = cabinet
place-site = site

where-out = out (permit { $permit })
where-unknown = missing

## Custody and erasure

custody-lost = lost (last holder: { $last })
custody-offered = being handed over ({ $from } to { $to })
custody-returned = returned ({ $place })
holder-courier = courier (consignment { $consignment })

erase-destroyed = reported as destroyed
erase-files-deleted = reported: files deleted
erase-formatted = reported as formatted
erase-overwritten = reported as overwritten
erasure-open = erasure not confirmed

## Columns of lists

column-contradiction = Contradiction
column-domains = Mail domains
column-first-side = One side
column-second-side = Other side
column-next = Next step
column-above = Above
column-access = cards and accounts
column-answers = answered by
column-finding = finding
column-open = open
column-since = since
column-what = what
column-act = Act
column-class = class
column-client = client
column-closed = Closed
column-condition = Condition
column-contract = contract
column-contractor = contractor
column-course = course
column-custody = Holder
column-dataset = dataset
column-device = Device
column-employer = Employer
column-enrolled = Enrolled
column-evaluation = evaluation
column-field = field
column-incident = Incident
column-key = Key
column-key-level = keys kept in
column-keys = Keys
column-keys-left = one-time keys
column-kind = Kind
column-known = Known since
column-late = Overdue
column-left = Left
column-media = Media
column-medium = Medium
column-name = name
column-new = New rules
column-old = Old rules
column-order = order
column-differs = otherwise
column-question = question
column-sentence = what the record says
column-week = week from
column-org = Organization
column-people = People
column-listed = listed from
column-review-due = review by
column-permit = Permit
column-person = Person
column-place = Place
column-plan = plan
column-product = Product
column-purpose = Purpose
column-reason = reasons
column-record = Record
column-requester = Requester
column-return-by = Return by
column-revoked = Revoked
column-roles = Roles
column-rows = rows
column-seen = Last seen
column-serial = Serial number
column-status = State
column-risk-until = risks accepted until
column-tier = tier
column-under = under
column-until = until
column-where = Where

## Fields of a permit

field-arrive-by = arrive by
field-device = device
field-receivers = receivers
field-route = route
field-substitutes = substitutes
field-approved = Approved
field-copy = Copy
field-data = Data
field-document = Document
field-erase-by = Erase by
field-eraser = Eraser
field-fingerprint = Fingerprints
field-media = Media
field-people = People
field-protection = Protection
field-purpose = Purpose
field-return-by = Return by
field-transport = Transport
field-way = Way
field-window = Window

data-line = { $dataset }, { $rows } rows ({ $fields })
data-left-out = without persons under protection (told by { $field })
data-masked = { $field } ({ $left })
data-only = only those whose { $field } is in { $dataset }
data-taken-along = with persons under protection
data-yes-if = only those whose { $field } is { $value }
data-yes-no = a list that answers yes or no; no table goes along
mask-all = masked
mask-keep-first = first { $count } only
mask-keep-last = last { $count } only
purpose-yes-no = yes/no: { $fields }
reading-code = number (zeros in front do not count)
reading-date = date (in any way to write it)
reading-digits = digits only (postcodes, telephone numbers)
reading-text = name or address (spaces and width do not count)
list-head = List that answers yes or no: permit { $permit }, data { $dataset }, { $rows } rows. It is what was sealed.
list-no = no
list-no-means = "No" means: not in it under these values and this spelling. Spaces, width, hyphens, zeros in front of numbers and ways to write a date do not count. Another variant of a character is another character. Ask with other spellings, too; if the answer stays no, ask the data owner.
list-of = In it are those whose { $field } is { $value }.
list-yes = yes
protection-declared = { $product } (declared; not enforced by encryption)
protection-sealed = sealed
transport-carried = carried by { $people }
transport-courier = courier { $company }
transport-network = over a network

## Words on the screen

act-prepared = The act statement is in { $path }. Read it, sign it, and submit it:
    ssh-keygen -Y sign -n { $namespace } -f <KEY> { $path }
    sekisho act submit { $path }
ask-passphrase = Passphrase of the key { $path }:{ " " }
box-not-released = { $medium }: sealed, never released: nobody can have opened it (assumes an honest station, and a vault that only released what is recorded)
box-not-sealed = { $medium }: not sealed yet
box-released = { $medium }: released to { $device } at { $time }, opening { $opening }, present { $persons } ({ $level })
box-rewrapped = { $medium }: released to { $device } at { $time } for a re-wrap, counted as opening { $opening }, present { $persons } ({ $level })
by-acting = { $person }, acting for { $of }
by-delegated = { $person }, by delegation of { $of }
by-server = automatic
by-vault = vault
check-early = Permit { $permit } is approved, but its window has not begun.
check-go = Permit { $permit } is valid ({ $status }).
check-no = Nothing can be carried out under permit { $permit } ({ $status }).
check-not-now = Permit { $permit } is { $status }, but nothing may leave now.
check-over = Permit { $permit } is over ({ $status }).
check-waiting = Permit { $permit } is not approved yet ({ $status }).
doctor-clock = The clock is { $seconds } seconds behind the record. Set the time of this machine.
doctor-no-key = The record's keys (keys/record.key) are missing. Put them back from the backup: with new keys this record cannot go on.
doctor-ok = The record opens.
doctor-older-copy = This database is an older copy: the published log is ahead of it. Add nothing, copy the whole directory, find the newest database and put it back; then check it with sekisho verify.
doctor-repair = To repair it, make a copy first, then make the indexes again with sekisho rebuild. If that does not help, compare it with a backup by sekisho verify.
doctor-restore = The database cannot be read. Add nothing, copy the whole directory, and put record.sqlite back from the newest backup; then check it with sekisho doctor and sekisho verify. Do not delete the published log/.
doctor-storage = { $entries } entries, { $published } published, { $staged } tiles still to be flushed. Check of the storage: { $integrity }
doctor-vault = Vault: { $level }, { $meaning } · destructions outstanding: { $outstanding }
doctor-vault-silent = The vault does not answer. Until it does, nothing is released and ordered destructions wait: sekisho vault status
field-box = box
key-is-destroyed = release key destroyed { $time }, { $level }: { $meaning }
key-is-ordered = release key: destruction ordered { $time }, not confirmed by the vault yet
key-lives = release key in the vault, dies { $until } by itself
key-made = The key is in { $path }. The fingerprint of its public part is { $fingerprint }. Do not give the private key to anybody.
turn-notify-none = Nobody is waited for, and no request came to an end.
turn-mail-address-unfit = The mail address of { $person } has no valid form, so there is no mail about { $about }.
turn-mail-before = The mail to { $person } about { $about } is there already: { $path }
turn-mail-no-address = { $person } has no mail address, so there is no mail about { $about }. Tell the person another way, by telephone for instance.
turn-mail-refused = The mail server does not take the letter to { $person }. Check the address: { $path }
turn-mail-sent = The mail about { $about } to { $person } is sent: { $path }
turn-mail-written = The mail to { $person } about { $about } is in { $path }. It was not sent.
key-notify-none = There is no new key that somebody has to be told of.
key-mail-address-unfit = The mail address of { $person } has no valid form, so there is no mail about key { $key }.
key-mail-before = The mail to { $person } about key { $key } is there already: { $path }
key-mail-no-address = { $person } has no mail address, so there is no mail about key { $key }. Tell the person another way, by telephone for instance.
key-mail-refused = The mail server does not take the letter to { $person }. Check the address: { $path }
key-mail-sent = The mail about key { $key } to { $person } is sent: { $path }
key-mail-written = The mail to { $person } about key { $key } is in { $path }. It was not sent.
key-proved = The proof that the key is at hand is in { $path }. Give it to the administrator together with the public key (.pub).
leave-carries = Note: permit { $permit } names { $person } to carry.
leave-erases = Note: permit { $permit } names { $person } to erase.
leave-holds = Note: { $person } has medium { $medium } of permit { $permit }, and can hand it over only before leaving.
leave-receives = Note: permit { $permit } names { $person } to receive.
leave-requests = Note: { $person } asked for permit { $permit }; only they can amend or withdraw it.
title-dispatched = dispatched
title-employed = employed
title-seconded = seconded
title-self-employed = self-employed
title-subcontract = subcontract
contradictions-none = Nothing contradicts.
contradictions-sheet = contradictions
contradiction-reason = on the rosters of two companies
contradiction-status-answered = answered by the employer
contradiction-status-open = open
contradiction-claimed-by-another = applied for as another organization's people
    .next = The employer's representative asks the person and, if they are its people, countersigns once more: { $command }
contradiction-employer-stated-otherwise = named another employer themselves
    .next = The employer's representative asks the person and, if they are its people, countersigns once more: { $command }
contradiction-two-employers = registered with two employers under one mail address
    .next = Ask the person. An administrator ends the earlier one: { $command }
contradiction-deputy-elsewhere = stands in for somebody of another organization
    .next = An administrator takes the role away: { $command }
contradiction-foreign-domain = has a mail address of an organization that is not the employer
    .next = Ask the person and the employer. If the address is wrong, an administrator corrects it (sekisho person amend { $person } --mail <ADDRESS>). If both organizations agree that the employer's people use the domain, register that: { $command }
contradiction-two-rosters = on the rosters of two companies at the same time under one mail address
    .next = Ask the person, and take them off the earlier roster: { $command }
contradiction-employment-missing = on a roster without a word about the employment, or without the employer's countersignature
    .next = The person states it, and the employer's representative countersigns: { $command }
contradiction-employment-lapsed = on a roster, and the word about the employment has run out
    .next = The person states it again, and the employer's representative countersigns (sekisho person confirm { $person }): { $command }
contradiction-training-missing = on a roster, and never trained
    .next = After they have passed, a security manager or administrator records it: { $command }
contradiction-training-lapsed = on a roster, and the training has run out
    .next = After they have passed again, a security manager or administrator records it: { $command }
said-address = mail address entered for { $person }
said-claimed = application or statement that { $person } works for { $party } (refused)
said-course = course { $course } entered
said-domain = domain { $domain } is { $party }
said-on-roster = { $person } is on the roster of { $number }
said-passed = { $person } passed { $course } (until { $until })
said-registered = { $person } is employed by { $party }
said-stands-in = { $person } stands in for { $of } ({ $role })
said-stated = { $person } says: employed by { $party } (until { $until })
said-where = (record #{ $record }, { $author }, { $at })
list-empty = Nothing to list.
log-exported = { $entries } entries are written to { $path }.
medium-seen = Last seen: { $time }
minutes = { $minutes } min
occurred-at = occurred { $time }
presence-attested-by-phone = attested by telephone
presence-verified-by-device = verified by the device
presence-verified-by-owner = verified by the owner
proof-written = The proof of the entry is in { $path }. To check it: sekisho verify --proof { $path } --entry { $leaf }
rebuild-differed = Made again from { $entries } entries. The indexes in use did not agree with the record and are replaced.
rebuild-same = Made again from { $entries } entries. The indexes in use agreed with the record.
stock-complete = Every medium that the ledger has at this place was seen.
stock-missed = Not seen: { $media }. Look again; if one is found: sekisho medium found <MEDIUM> --serial <SERIAL>

waiting-for-record = Another command holds this record ({ $path }). Waiting for it.

## Incidents

incident-box-opened = Readable: a release was given ({ $openings }). What was opened counts as readable at that site until its erasure is reported.
incident-box-unreadable = Readable: no, as the record has it. The box is sealed and no release was ever given for it (assumes an honest station, and a vault that only released what is recorded).
incident-closed = Closed: { $time }
incident-conclusion = Conclusion: { $conclusion }
incident-content-unknown = Medium { $media } is on no permit: the record does not know what was on it.
incident-erased-reported = Readable: an erasure is reported. It is a report, not a proof; the data may have been read before it.
incident-final-report = Final report due: { $date } (day 30, counting the day of knowing as day 1)
incident-final-report-wrongful = Final report due if a wrongful purpose is possible: { $date } (day 60)
incident-first-report = First report expected: { $date } (3 days; as soon as possible)
incident-first-report-last = First report expected at the latest: { $date } (5 days)
incident-head = Incident { $incident }
incident-holder = Last holder: { $medium } { $holder }
incident-key-destroyed = The release key is destroyed ({ $level }): nothing can be opened any more.
incident-key-lives = The release key still lives in the vault: report the loss to destroy it.
incident-key-ordered = The destruction of the release key is ordered; the vault has not confirmed it yet.
incident-not-enforced = Readable: not enforced by encryption. Treat the data as readable. Declared product: { $product }
incident-original = The original data stay untouched.
incident-readable-unknown = Readable: the record does not know. Find out where it is and what was on it.
incident-people = People (as the permit says): { $people }
incident-permit = Permit: { $permit }
station-age = For stock age: this identity with age-plugin-sekisho. Openings with it are recorded as uncontrolled.

## Checks

verify-bad = There are problems. See the lines above.
verify-count = There are { $events } events for { $entries } entries.
verify-events = Events checked: { $person } signed by persons, { $server } automatic, { $refused } refused
verify-local = Local rules: { $acts } acts were put to the rules of their time once more
verify-local-unseen = Local rules: their texts are not here, so what they refused stands as recorded (to check it: --rules <DIR>)
verify-failed = The check failed: { $why }
verify-log = Signatures and hashes of { $entries } entries in { $tiles } tiles checked.
verify-no-events = The events themselves were not checked: they are not at hand, or their key is not known.
verify-ok = Within what was checked, no problem was found.
verify-other-history = This log is not the continuation of the one that the receipt was given for: another history was put in its place.
verify-proof-ok = Entry { $index } is part of the record of { $entries } entries.
verify-texts = { $texts } names or texts are not the ones that were signed.
verify-trusted-given = Key used: the one named on the command line
verify-trusted-own = Key used: the record's own. This shows only that the record agrees with itself. To check with a key that came another way, use --vkey.

## Opening a record

init-cabinet = Name of the cabinet where media are kept
init-cabinet-flag = --cabinet
init-cabinet-name = media cabinet
init-cast = The smallest cast for a carry-out is four people.
      1  Information security manager, also media keeper; may be the first administrator.
           sekisho person role O-1 security_manager
           sekisho person role O-1 media_keeper
      2  Approver (a section chief, for instance)
           sekisho person role O-2 approver
      3  Requester, also carrier; needs no role.
      4  The second carrier; needs no role.
init-closing = Closing time (media that are not back are listed then)
init-closing-flag = --closing
init-code = Code of the organization (up to 32 letters and digits)
init-code-flag = --code
init-done = The record is open in { $dir }.
    Your signing key: { $key }
    The record's verification key: { $vkey }
    Keep the verification key somewhere other than the record. A copy of the record needs all of { $dir }.
init-key = File of your signing key (made if there is none)
init-key-flag = --key
init-mail = Your mail address (empty if none)
init-mail-flag = --mail
init-name = Your name (the first administrator)
init-name-flag = --name
init-next = Next (codes and names are examples):
      export SEKISHO_DIR={ $dir } SEKISHO_AS=O-1 SEKISHO_KEY={ $key }
      sekisho person add O-2 --name <NAME> --employer <ORG>
      sekisho key new o-2                                  people make their own keys
      sekisho key prove o-2 --person O-2                   shows that the key is at hand
      sekisho key enroll O-2 --public o-2.pub              the administrator enrolls it
      sekisho person role O-2 approver
      sekisho place add SITE-1 --name <SITE> --kind site
      sekisho medium add USB-001 --product <PRODUCT> --serial <SERIAL> --home CAB-1
      sekisho medium import <LEDGER FILE> --home CAB-1     to take over the present ledger
      sekisho permit request --help
init-office = Name of the office
init-office-flag = --office

## Mail about what is overdue

mail-address-unfit = The mail address of { $person } has no valid form, so there is no mail about permit { $permit }.
mail-before = The mail to { $person } about permit { $permit } is there already: { $path }
mail-desk = the information security desk
mail-no-address = { $person } has no mail address, so there is no mail about permit { $permit }. Tell the person another way, by telephone for instance.
mail-refused = The mail server does not take the letter to { $person }. Check the address: { $path }
mail-sent = The mail to { $person } about permit { $permit } is sent: { $path }
mail-written = The mail to { $person } about permit { $permit } is in { $path }. It was not sent.

## Papers

paper-cause-lost = loss
paper-cause-missing = missing
paper-cause-not-at-stock-take = missed at stock-take
paper-cause-stolen = theft
paper-decider = approver
paper-people-in-all = people in all
paper-report-final-report = final report (day 30)
paper-report-final-report-wrongful = final report if a wrongful purpose is possible (day 60)
paper-report-first-report = first report expected (3 days)
paper-report-first-report-last = first report expected at the latest (5 days)
paper-report-to = Personal Information Protection Commission
paper-written = { $path } is written ({ $lines } lines).
policy-case-differs = differs
policy-case-holds = holds
policy-case-said = expected: { $expected }  said: { $said }
policy-change-allows = would have allowed
policy-change-other-rule = another rule says no
policy-change-recorded-otherwise = the record says otherwise
policy-change-refuses = would have refused
policy-compared = { $asked } past acts were put to both; { $changes } differ.
policy-differs = The text of the rules in force ({ $adopted }) is not kept here as it was adopted. No act can be judged until it is back: sekisho policy use <THE SAME RULES>
policy-in-force = These rules are in force: { $set }
policy-broken = rule { $id } could not be worked out, and says no in that case.
policy-broken-next = Let whoever looks after the local rules correct rule { $id }: sekisho policy check, sekisho policy show
policy-no-rules = There are no local rules: the built-in rules alone hold. To read one of the profiles: sekisho policy show small-town
policy-not-in-force = These rules are not in force: { $set }
policy-one-rule =
    { $clause } ({ $id })
      says no when: { $why }
      what to do: { $next }
policy-set = Digest of the rules: { $set }
policy-waiting = Proposed by { $people }, not in force yet: { $set }
policy-no-objection = no objection
policy-restored = The files of the rules in force ({ $set }) are back in place.
policy-rule-annotation = this annotation has no meaning here: { $what }
policy-rule-file = a file's name cannot have control characters: { $what }
policy-rule-id = the name of the rule (@id) is missing or unfit: { $what }
policy-rule-id-twice = two rules have this name: { $what }
policy-rule-syntax = malformed: { $what }
policy-rule-template = templates cannot be used: { $what }
policy-rule-word = a word that a rule cannot use: { $what }
policy-rule-words = this annotation is needed (one line, up to 300 characters): { $what }
policy-rule-yes = a local rule can only say no; a permit with conditions is none: rule { $what }
policy-sound = { $from }: sound, { $rules } rules.
policy-tried = All { $cases } cases say what was expected ({ $wrong } differ).
policy-tried-wrong = { $wrong } of { $cases } cases do not say what was expected.
policy-unsound = These rules cannot be put in force.

## Import of the ledger of media, on the screen

column-cell = Cell
column-change = Change
column-problem = Content
column-severity = Kind
column-work = work
import-done = { $rows } media are in the ledger now { $numbers }, { $absent } of them as missing. { $known } that were registered stay as they are; { $left } lines were left out.
import-fit = Can be imported: { $rows } new ({ $absent } of them as missing), { $left } lines left out, { $known } registered already, { $warnings } warnings, { $notices } notices
import-left-out = Columns left out: { $columns }
import-nothing-new = There are no new media. { $known } that were registered stay as they are; { $left } lines were left out.
import-unfit = Cannot be imported: { $errors } errors, { $warnings } warnings. Nothing was registered. Correct the errors and run the command again.
severity-error = error
severity-notice = notice
severity-warning = warning

## Demo, all of it fictional

demo-alarms = What happened by itself:
demo-all-fields = asks for everybody, all fields
demo-alone = hands it to one person alone
demo-answer = answer: { $answer } ({ $groups } groups)
demo-answered = office answers by telephone
demo-approve-chief = section chief approves
demo-approve-security = information security manager approves
demo-approves-himself = requester approves the own request
demo-asks = requests everybody, all fields
demo-back-first = first carrier signs
demo-back-hand = site hands it to the carriers
demo-back-second = second carrier signs
demo-backup = hands out a backup that nobody asked for
demo-by-others = By other tools: the lines that check { $acts } signatures and the log are in { $path }.
demo-cannot-stop = Cannot be stopped: photographs of a screen, copies by hand, misuse after a lawful opening.
demo-cards = door cards "for our own staff"
demo-challenge = challenge: { $characters } characters (text, or QR)
demo-city = Sekimori City (fictional)
demo-close-lost = hands in the lost medium as returned
demo-closed = permit closed
demo-closing = { $steps } steps: { $done } done, { $refused } refused, { $failed } that cannot be done, { $open } not built yet, { $untried } not tried, { $wrong } unexpected · { $seconds } s · { $folder }
demo-content = { $name }: { $rows } rows, { $fields }
demo-counted = { $rows } rows counted, { $people } approved; box { $size };
demo-document = both signed the document { $document }…
demo-done = done
demo-erased = erased at the site, with an attendant
demo-erased-how = { $files } files overwritten and removed: done, not provable on flash memory
demo-export = permit goes to the sealing desk
demo-facts = { $facts } reports of the site came back on the medium
demo-failed = cannot
demo-finder = finder: age -d box.age
demo-frozen = goes on while frozen
demo-hand = media keeper hands it to two carriers
demo-hands = { $actions } actions by { $people } people; { $refused } refused, { $alarms } alarms.
demo-head = Sekisho 関所: every carry-out of personal data has its permit, its custody and its record.
    FICTIONAL DATA · Sekimori City · seed { $seed } · offline · writes to { $folder }
    town  residents { $residents } · resident tax { $tax } · benefits { $benefits } · accounts { $accounts } rows  { $seconds } s
demo-home = brings it to the cabinet
demo-key-gone = The vault destroyed the release key on { $time }; level { $level }: { $sentence }.
demo-key-there = The vault has not confirmed yet that the release key is destroyed.
demo-lost = reports the loss
demo-mayor = The mayor asks at 02:31. The answers come from the record alone, in { $seconds } s:
demo-mayor-opening = Opening { $opening }: released { $time }, device { $device }, present { $persons }. The erasure of that copy is NOT confirmed.
demo-mayor-opening-erased = Opening { $opening }: released { $time }, device { $device }, present { $persons }. An erasure is reported; it is a report, not a proof.
demo-mayor-original = original data?
demo-mayor-readable = readable?
demo-mayor-report = report when?
demo-mayor-report-answer = first report about { $first }, final report { $final } (counted by the rules since 2023-04)
demo-mayor-stick = The stick: no. Neither the device nor the office can open it any more.
demo-mayor-stick-open = The stick: treat it as readable.
demo-mayor-unopened = Never released: nobody has opened it.
demo-mayor-what = what was on it?
demo-mayor-what-answer = { $people } people: { $data } (as the permit says)
demo-name-C-1 = Nakagawa Ken (fictional)
demo-name-CALL = Fictional Call Centre Ltd
demo-name-O-1 = Aoki Minoru (fictional)
demo-name-O-2 = Inoue Makoto (fictional)
demo-name-O-3 = Ueda Megumi (fictional)
demo-name-O-4 = Endo Hikaru (fictional)
demo-name-PRIME = Fictional Contractor Ltd
demo-name-S-1 = Kobayashi Kaoru (fictional)
demo-name-S-2 = Sasaki Nao (fictional)
demo-name-SUITA = Fictional call centre
demo-name-W-1 = Kimura Ayumu (fictional)
demo-name-SUB = Fictional Tier 2 Ltd
demo-name-DEEP = Fictional Tier 3 Ltd
demo-name-O-5 = Makoto Ono (fictional)
demo-name-P-2 = Kaoru Kudo (fictional)
demo-name-P-3 = Kaoru Kondo (fictional)
demo-name-P-4 = Kaoru Saito (fictional)
demo-name-P-5 = Kaoru Shimizu (fictional)
demo-name-P-6 = Kaoru Sugiyama (fictional)
demo-name-P-7 = Kaoru Seki (fictional)
demo-name-P-8 = Kaoru Sone (fictional)
demo-name-P-9 = Kaoru Takada (fictional)
demo-name-contract = Benefit payments (fictional)
demo-name-purpose = Answer whether somebody is eligible
demo-name-residents = Residents (fictional)
demo-name-worker = Worker { $number } (fictional)
demo-next-steps = Every no says what to do next:
demo-no-approval = hands it out before any approval
demo-not-built = not built
demo-not-verified = The check of { $entries } entries failed.
demo-opened = opened there, no network, two persons
demo-order-tier-2 = orders from a tier nobody approved
demo-own-stick = requests with an own stick, alone
demo-part-1 = 1  AS IT HAPPENED    every step that is built is really tried, by the real commands
demo-part-2 = 2  DONE RIGHT    the same afternoon, the same work
demo-part-3 = 3  THE BAG IS LOST    the same evening a week later, another ending: nobody erases
demo-part-4 = 4  DO NOT TRUST US
demo-password = password: none exists
demo-press = The press asks: how long is the password? There is none to tell.
demo-read-back = read back from the medium, identical.
demo-read-back-differs = read back from the medium: DIFFERENT.
demo-receipt = receipt goes into the record
demo-receive-first = first carrier signs
demo-receive-second = second carrier signs
demo-request = requests code and yes or no only
demo-seal = sealed at the desk, with the attendant
demo-seal-early = wants to seal before any approval
demo-sealed = { $read } read, { $kept } of { $columns } columns kept, { $seconds } s
demo-site-hand = hands it over at the site
demo-site-receive = site signs
demo-stored = media keeper signs
demo-sync = reports on the medium go into the record
demo-take = takes it before any approval
demo-thief-calls = thief calls the office for an answer
demo-thief-clock = thief sets the device's clock back
demo-thief-late = thief opens at the device after midnight
demo-thief-replays = thief with the device repeats the answer
demo-unexpected = unexpected
demo-untried = not tried
demo-verified = { $entries } entries, refusals included, were checked from their files alone; no problem was found.
demo-withdraw = requester withdraws
demo-wrong = { $wrong } steps came out otherwise than expected. See the lines with the mark.

## Replay of a case

replay-answer-differs = in the answer, { $where } is { $found }, and should be { $wanted }
replay-answered = answered: { $answer }
replay-cannot-be-seen = Is not stopped, and cannot be seen: { $what }
replay-counted = { $case }: verdicts: { $passed } as written, { $failed } otherwise, { $open } open.
replay-counted-all = { $cases } cases: verdicts: { $passed } as written, { $failed } otherwise, { $open } open.
replay-counted-over = { $name } is { $most }, and it was { $found }
replay-counted-people = People: { $persons }, actions by people in the field: { $actions }, refusals: { $refusals }.
replay-failed = OTHERWISE
replay-kept = The record stays in { $path }.
replay-line = tried: { $line }
replay-not-verified = The record does not agree with itself at the end (sekisho verify).
replay-open = OPEN, not built yet: { $verdict }
replay-passed = as written
replay-source-counted = Steps for which the source expects something else: { $count } (see above).
replay-source-expects = the source expects { $verdict }: { $why }
replay-unfit-after = there is no such step for `after`
replay-unfit-barred = `{ $command }` is not played in a case
replay-unfit-bytes = there are bytes that are no UTF-8
replay-unfit-capability = "{ $given }" is no capability (C01 to C30)
replay-unfit-code = the case's code "{ $given }" may have letters, digits and hyphens only
replay-unfit-limit = what is not stopped has either `acts` that are tried or `cannot_be_seen = true`
replay-unfit-limit-stopped = what is tried as not stopped expects PERMIT alone, not "{ $given }"
replay-unfit-line = this is no line of sekisho
replay-unfit-line-empty = the line is empty
replay-unfit-locked = LOCKED needs a rule or a `fault` that says why
replay-unfit-meanwhile = nothing is done while this one waits itself
replay-unfit-meanwhile-after = `after` belongs to what is done meanwhile, and names a file of the case’s folder ({"{dir}/…"})
replay-unfit-meanwhile-locked = of two acts at a time, LOCKED is told by a `fault`, not by rules
replay-unfit-missing-field = `{ $field }` is missing
replay-unfit-name = "{ $given }" cannot be used: a plain name, without a folder
replay-unfit-no-steps = there are no `steps`
replay-unfit-number = there is a step "{ $given }" already; each number is used once
replay-unfit-org = the organization "{ $given }" is not in `orgs` above this
replay-unfit-path = "{ $given }" cannot be used: paths of a case begin with { $folder }/ and stay there
replay-unfit-person = there is nobody "{ $given }" in `persons`
replay-unfit-pointer = "{ $given }" is no JSON pointer (they begin with /)
replay-unfit-quote = a quote is not closed
replay-unfit-sample = no file is made that is larger than { $bytes } bytes
replay-unfit-samples = the files of a case together are not larger than { $bytes } bytes
replay-unfit-step-empty = step { $step } has neither `acts` to try nor `open` verdicts
replay-unfit-syntax = this is no TOML
replay-unfit-time = "{ $given }" is no time (write it like 2026-04-01T10:00)
replay-unfit-time-backwards = "{ $given }" is earlier than the time before it
replay-unfit-type = the value is of another type
replay-unfit-unknown-field = there is no field `{ $field }`
replay-unfit-verdict = "{ $given }" is no verdict (PERMIT, REFUSE R-…, HOLD, LOCKED, ALERT A-…, DETECT A-…)
replay-would-not-stop = Is not stopped, and passes without a word: { $what }

## Errors

fault-answer-late = No answer came into { $path } in { $minutes } minutes.
    .advice = Ask again: sekisho open <DIR>

fault-answer-mistyped = The answer is mistyped. Eight groups of six digits.
    .advice = Each group checks itself; let the marked ones be read again.

fault-attached-signature = A signature inside the act does not fit: of a device, an attendant, somebody present, or the vault.
    .advice = Make the file again with the right keys, at the device where it belongs.

fault-broken = This could not be finished.
    .advice = Check where the files are and who may use them, and the state of the record: sekisho doctor
fault-busy = Others are writing to the record. Nothing was changed.
    .advice = Wait a moment and run the command again. If it goes on: sekisho doctor
fault-capacity-unfit = The capacity { $capacity } cannot be read.
    .advice = Write it as 16GB or 512MB: sekisho medium add <MEDIUM> --capacity 16GB
fault-challenge-mistyped = The digits of the challenge are mistyped. Four groups of six digits.
    .advice = Each group checks itself; let them be read again.

fault-challenge-unfit = This is not a challenge of a device.
    .advice = Take the whole text from the screen or the file: sekisho release --file <CHALLENGE>

fault-challenge-unknown = No permit that is out, and no device, fits this challenge.
    .advice = Is the permit still open? sekisho permit list. Is the device enrolled? sekisho device list

fault-clock-not-for-trying = The time cannot be set for this record.
    .advice = Leave --at out. Only a record for trying, whose name ends in .invalid, lets the time be set.
fault-confine-core-dumps = This machine may write memory into a core dump.
    .advice = Let the administrator switch dumps off: ulimit -c 0

fault-confine-hibernation = This machine may write all of its memory to disk (hibernation).
    .advice = Let the administrator forbid hibernation.

fault-confine-memory-lock = Memory cannot be locked.
    .advice = Let the administrator raise the limit: ulimit -l

fault-confine-swap = This machine may write memory to disk in the clear (swap).
    .advice = Switch it off (swapoff -a) or encrypt it; or say that it is allowed: sekisho seal box <PERMIT FILE> --allow-swap --to <DIR>

fault-cp932-only-csv = Only CSV can be written in CP932: { $path }
    .advice = Let the name end in .csv, or leave --cp932 out.
fault-data-unfit = The data { $data } cannot be read.
    .advice = Write <DATASET>:<FIELD>,<FIELD>:<ROWS>: --data residents:code,eligible:460517
fault-dataset-unfit = "{ $dataset }" cannot be the code of a dataset. A code is a short name of up to 32 letters, digits, - . and _.
    .advice = Choose a code, for instance residents, and write --data residents:name,address:120. Fields may be in any script.
fault-demo-folder = { $path } holds files that no demo has written.
    .advice = Name another place: sekisho demo --out <DIR>
fault-enrollment-unfit = { $path } is not what a station writes about itself.
    .advice = Write it at the station: sekisho station init <DIR> --device <DEVICE> --out <FILE>

fault-erase-copy-unfit = { $copy } cannot be read.
    .advice = Write <CODE>=<DIR>: --copy W-1=work

fault-erase-faulty = The medium at { $path } does not keep what is written to it. It gets no certificate.
    .advice = Destroy it physically, and report it: sekisho erase report <PERMIT> --method destroyed

fault-erase-file = { $path } could not be overwritten.
    .advice = It is still there. Check who may use it, and run the command again.

fault-erase-in-use = { $path } is in use. Nothing was overwritten.
    .advice = Unmount it first: umount <DIR>

fault-erase-interrupted = The overwriting of { $path } was interrupted. It is not done.
    .advice = Begin again: sekisho erase medium <PATH> <PERMIT> --yes

fault-erase-no-medium = { $path } is not a whole medium.
    .advice = Name the whole device (/dev/sdx), not a partition or a folder.

fault-erase-other-medium = This is not medium { $medium }: it says serial number { $seen }, the ledger says { $serial }. Nothing was overwritten.
    .advice = Look at the medium again: sekisho medium show { $medium }

fault-erase-own-witness = The witness is somebody else than the one who erases.
    .advice = Name another person: sekisho erase box <DIR> --witness <PERSON>

fault-erase-read-only = { $path } is write-protected. Nothing was overwritten.
    .advice = Take the protection off, and run the command again.

fault-erase-yes = Everything on { $path } ({ $medium }) will be overwritten.
    .advice = Look again whether it is the right one, and add --yes.

fault-facts-differ = What was signed is not what the record says now.
    .advice = The record has changed meanwhile. Read it and sign again: sekisho permit show <PERMIT>
fault-field-class-unfit = { $word } is not FIELD:CLASS.
    .advice = Classes: class1 class2 class3a class3b class3c sensitive account address_protected. Example: --field name:class3b

fault-field-missing = { $flag } is missing.
    .advice = Add { $flag }. How to use it: --help
fault-file-present = The file { $path } is there already.
    .advice = Give another name: an existing file is not written to.
fault-no-station = This directory is no desk, or one that was not finished.
    .advice = Make one: sekisho station init <DIR> --device <DEVICE> --owner-key <KEYS> --out <FILE>

fault-no-vault = This record has no vault.
    .advice = Make it once, as the administrator: sekisho vault init --as <ADMINISTRATOR> --key <KEY>

fault-open-broken = Nothing was taken out.
    .advice = See the details, and run the command again.

fault-open-damaged = The box is damaged. Nothing was taken out.
    .advice = Tell the owner; take the backup copy if there is one.

fault-open-forgotten = The question is forgotten: ten minutes went by, or five answers were wrong.
    .advice = Ask again: sekisho open <DIR>

fault-open-late = The permit ended at { $until }. The box opens no more.
    .advice = Bring the medium home. The original data stay untouched.

fault-open-no-key = This device has no key for the permit any more.
    .advice = The permit is over, or it was erased here. Ask the owner.

fault-open-not-named = { $person } may not open under this permit.
    .advice = Who may: sekisho permit show <PERMIT>

fault-open-not-yet = The permit begins at { $from }.
    .advice = Wait until then.

fault-open-presence = Two different persons, each with their own key, must be present.
    .advice = Name the second person: sekisho open <DIR> --second <PERSON> --second-key <KEY>

fault-open-wrong-code = The answer does not fit this box.
    .advice = Mistyped, or for another box or challenge. Ask again: sekisho open <DIR>

fault-open-wrong-device = The box is not for this device.
    .advice = Open it at the device of the permit: sekisho permit show <PERMIT>

fault-open-wrong-permit = The box was sealed under another permit, or before it was changed.
    .advice = Seal it again under the permit as it is now: sekisho seal box <PERMIT FILE> --replace --to <DIR>

fault-origin-unfit = The record cannot be named "{ $origin }".
    .advice = Choose a name without spaces and plus signs, for instance city.example/sekisho.
fault-domain-unfit = { $domain } cannot be a mail domain.
    .advice = Write what stands behind the @ of an address, city.example for instance. Write a domain in another script in its form that begins with xn--.
fault-file-not-written = { $why ->
        [absent] The file { $path } cannot be written: there is no such place.
        [directory] { $path } is a directory and cannot be written.
        [full] The file { $path } cannot be written: there is no free space.
        [permission] You may not write the file { $path }.
        [read-only] The file { $path } cannot be written: that place is read-only.
       *[other] The file { $path } cannot be written.
    }
    .advice = Check the place, the free space and the permissions.
fault-file-too-large = The file { $path } is too large. The limit is { $limit } MB.
    .advice = Check whether it is the ledger. Split a large ledger.
fault-file-unreadable = { $why ->
        [absent] There is no file { $path }.
        [directory] { $path } is a directory. Name a file.
        [permission] You may not read the file { $path }.
       *[other] The file { $path } cannot be read.
    }
    .advice = Check its place, and that you may read it.
fault-fingerprint-of-whom = It is not said about whom.
    .advice = A number, or a name and a date of birth: sekisho fingerprint find --code <NUMBER> --reference <NUMBER>
fault-fingerprint-unfit = What to make fingerprints of cannot be read: { $word }
    .advice = It reads: --fingerprint residents:code=宛名番号 or --fingerprint residents:name-birth=氏名,生年月日
fault-fingerprints-none = There are no fingerprints.
    .advice = They are made if the request says so (--fingerprint), and kept with the receipt: sekisho seal record <RECEIPT> --fingerprints <FILE>
fault-fingerprints-on-medium = Fingerprints are never written onto the medium: { $path }
    .advice = Keep them with the owner: sekisho seal box <PERMIT FILE> --fingerprints <FILE> --to <DIR>
fault-fingerprints-unfit = { $path } is not the file of fingerprints of this sealing.
    .advice = Take the file that was written when sealing: sekisho seal record <RECEIPT> --fingerprints <FILE>
fault-form-unknown = The form of the file { $path } is not known. Possible are { $forms }.
    .advice = Let the name end in one of { $forms }.
fault-id-unfit = { $id } cannot be a code or number here.
    .advice = A code is a short name of up to 32 letters, digits, - . and _, for instance residents or CAB-1. Permits are written P-0001, incidents I-0001.
fault-import-not-prepared = An import cannot be prepared for signing on another machine.
    .advice = Leave --prepare out and sign with --key.
fault-import-overtaken = Somebody else changed the record during the import: { $why }
    .advice = Run it again. What is registered already stays as it is.
fault-import-stopped = The import stopped after { $done } of { $all } lines. These are registered.
    .advice = Run the same command again: it goes on from there.
fault-key-malformed = The key { $path } has no form that can be read.
    .advice = Name a private key in OpenSSH form. To make a new one: sekisho key new <FILE>
fault-key-not-enrolled = This key is not enrolled here, or is revoked.
    .advice = Check the keys: sekisho key list. The administrator enrolls one: sekisho key enroll <PERSON> --public <PUBLIC KEY>
fault-key-not-for-acts = A key for { $application } signs no acts.
    .advice = Sign with a key file, with a security key made by ssh-keygen, or with a passkey made on the page for signing: its address begins with "approve.".
fault-key-refused = The key { $path } cannot be used. Keys are Ed25519, in OpenSSH form.
    .advice = Check the kind of key, and that the file was copied to its end. To make a new one: sekisho key new <FILE>
fault-key-synced = This passkey can be copied to other devices. This act needs a key that stays where it is.
    .advice = Sign with a key file, or with a security key. Whoever has none makes a key file: sekisho key prove <KEY> --person <PERSON>. Then the administrator enrolls it: sekisho key enroll <PERSON> --public <PUBLIC KEY> --proof <PROOF>
fault-key-unreadable = The key { $path } cannot be opened.
    .advice = Check the place named by --key, and that you may read it.
fault-ledger-mapping = The column mapping { $part } cannot be read.
    .advice = Write <HEADING>=<FIELD>: --map 管理番号=number,型番=product
fault-less-unfit = { $word } cannot be read.
    .advice = Write it like these: --yes-no residents:resident_no=code:460517 (readings: code, date, digits, text), --yes-if residents:eligible=1, --mask residents:account=keep-last-4 (all, keep-first-1 to 8, keep-last-1 to 8), --only-in residents:resident_no=benefits, --without-protected residents:resident_no, --with-protected residents. The data are named by the code of what is asked for.
fault-list-cut-off = The list { $path } is cut off.
    .advice = Take it out of the box again: sekisho open <DIR> --out <DIR> --second <PERSON> --second-key <KEY>
fault-list-edited = The list { $path }, or its key, is not what was sealed. It gives no answer.
    .advice = Take it out of the box again: sekisho open <DIR> --out <DIR> --second <PERSON> --second-key <KEY>. If it stays so, tell the data owner.
fault-list-field-empty = There is nothing to read in the field { $field }.
    .advice = Enter a value and ask again.
fault-list-field-missing = The value of the field { $field } is missing.
    .advice = See its fields: sekisho list show <LIST>. Give all of them: sekisho list ask <LIST> --is <FIELD>=<VALUE>
fault-list-field-unknown = The list has no field { $field }, or it is given twice (fields: { $fields }).
    .advice = Name each field of the list once: sekisho list ask <LIST> --is <FIELD>=<VALUE>
fault-list-key-missing = The key of the list is missing: { $path }
    .advice = It comes out of the box beside the list. If it was put elsewhere, say where: sekisho list ask <LIST> --list-key <KEY>
fault-list-key-unfit = This is not the key of { $path }.
    .advice = Use the key that came out of the same box: sekisho list ask <LIST> --list-key <KEY>
fault-list-unfit = { $path } is no list that answers yes or no.
    .advice = Choose the file that ends in .list where the box was opened: sekisho list ask <LIST>
fault-list-value-unfit = Something is not FIELD=VALUE.
    .advice = One on a line, or with --is: sekisho list ask <LIST> --is <FIELD>=<VALUE>
fault-mail-address = The mail address { $address } has no valid form.
    .advice = Check the address that is registered: sekisho person list
fault-mail-not-composed = The mail could not be written.
    .advice = Check the mail settings in sekisho.toml.
fault-mail-not-configured = There are no mail settings in { $path }.
    .advice = Write from, host, port and phone into the section mail of that file.
fault-key-mail-not-sent = The mail about the key could not be sent to { $host }, port { $port }. What is enrolled stays enrolled.
    .advice = The mail is in { $path }. Check the settings and the server, then send it again: sekisho key notify --send
fault-turn-mail-not-sent = The mail about whose turn it is could not be sent to { $host }, port { $port }. What is recorded stays recorded.
    .advice = The mail is in { $path }. Check the settings and the server, then send it again: sekisho turn notify --send
fault-mail-not-sent = The mail could not be sent to { $host }, port { $port }.
    .advice = The mail is in { $path }. Check the settings and the server, and run it again: sekisho custody overdue --send
fault-no-office = This record is not open yet.
    .advice = Open it: sekisho init
fault-medium-unknown = Medium { $medium } is not in the ledger.
    .advice = Choose one of the ledger: sekisho medium list. To register it: sekisho medium add { $medium } --product <PRODUCT> --serial <SERIAL> --home <CABINET>
fault-no-record = There is no record in { $path }.
    .advice = Name its place with --dir or SEKISHO_DIR. To start a new one: sekisho init
fault-not-built = This version cannot do that yet.
    .advice = What it can do: sekisho --help
fault-plan-file-unfit = { $path } cannot be read as a plan.
    .advice = How to write one: sekisho plan template. The line that does not fit stands under details.
fault-not-found = { $what ->
        [checkpoint] There is no checkpoint in { $which } from which to check.
        [entry] There is no entry { $which }.
        [file] The file { $which } cannot be opened.
        [incident] There is no incident { $which }.
        [medium] Medium { $which } is not in the ledger.
        [permit] There is no permit { $which }.
        [place] Place { $which } is not registered.
       *[other] { $which } was not found.
    }
    .advice = { $what ->
        [checkpoint] Name the directory of the record, or the log in it: sekisho verify <DIR>
        [entry] Check the number: sekisho log list
        [file] Check the file's place and name.
        [incident] Check the number: sekisho incident list
        [medium] Check the number: sekisho medium list
        [permit] Check the number: sekisho permit list
        [place] Check the number: sekisho place list
       *[other] Check the number.
    }
fault-nothing-out = No permit is out.
    .advice = Name the permit or the medium: sekisho lost <PERMIT>, or sekisho lost --medium <MEDIUM>
fault-outbox-not-written = The report could not be put onto the medium.
    .advice = Is the medium writable? The report is kept at the desk.

fault-owner-key-unfit = These are not the keys of a record.
    .advice = Take the whole line that the owner gives you: sekisho log key

fault-permit-file-unfit = The permit file does not fit.
    .advice = Write it anew from the record: sekisho permit export <PERMIT> --out <FILE>

fault-permit-not-approved-yet = Permit { $permit } is not approved yet.
    .advice = Two persons approve it: sekisho permit approve { $permit }

fault-permit-not-sealed = Permit { $permit } is not one for sealing.
    .advice = To protect it by sealing: sekisho permit amend { $permit } --sealed --device <DEVICE> --sealer <PERSON> --witness <PERSON> --opener <PERSON> --opener <PERSON>

fault-qr-too-long = This is too long for a code that a camera reads.
    .advice = Use the file instead.

fault-receipt-unfit = { $path } is not a seal receipt.
    .advice = Take the file that sekisho seal box wrote.

fault-receipt-unknown = No permit fits the receipt { $path }.
    .advice = Is the permit still open? sekisho permit list

fault-refused = The rules say no: { $reasons }
    .advice = See the reasons above.

fault-replay-file-unfit = { $path }:{ $line }:{ $column }: { $problem }
    .advice = Correct this line; nothing was played. The form: docs/spec/replay.md
fault-replay-folder = { $path } is there already, and a case is played in a new folder only.
    .advice = Name another folder: sekisho replay <FILE> --keep <DIR>
fault-replay-not-prepared = { $path }: what comes before the steps was not done ({ $time }): { $line }
    .advice = Correct this line of the file. What the program answered stands under details.
fault-rewrap-broken = The box could not be wrapped again.
    .advice = Check the medium and the permit file, and try again. If it goes on: sekisho doctor
fault-rewrap-file-unfit = The header file is damaged, or of another form.
    .advice = Fetch the file once more that the sealing station has written.
fault-rewrap-medium = The header of { $path } could not be replaced, or reads back differently.
    .advice = Plug the medium in again and repeat the same command. That also mends what broke off half-way.
fault-rewrap-other-box = The box on the medium is another one than this header file is for. Nothing was changed.
    .advice = Check the number of the medium, and use its own header file.
fault-rewrap-other-key = A share cannot be read, or the two are not the halves of the key that the permit names.
    .advice = Check that both shares, the first and the second, are of one key (the line `key` in each file).
fault-rewrap-other-permit = Permit file and wrap file do not belong together, or no re-wrap is approved.
    .advice = Use the permit file that was exported after the approval: sekisho permit export <PERMIT> --out <FILE>
fault-rewrap-presence = Re-wrapping takes two officers with different keys.
    .advice = Name the second one with --second and --second-key.
fault-rewrap-share-unfit = { $path } is no share of the key, or damaged.
    .advice = Name a file that sekisho rewrap init has written. If it was copied by hand, compare it letter by letter.
fault-rewrap-two-shares = Name two shares (--share twice).
    .advice = sekisho rewrap init --share <FILE> --share <FILE>
fault-rules-differ = The text of these local rules is not kept here, or is another one. Nothing was recorded.
    .advice = See: sekisho policy show. Put the text back: sekisho policy use <THE SAME RULES>
fault-rules-not-written = { $path } could not be written.
    .advice = Make the folder writable or name another one, then give the same command again.
fault-rules-unsound = The local rules in { $from } do not hold.
    .advice = See where: sekisho policy check <DIR>
fault-rules-unusable = The local rules cannot be read, so nothing was judged or recorded.
    .advice = See where: sekisho policy check
fault-sandbox-unfit = The sandbox { $name } cannot be read.
    .advice = Write cases.json like those in policies/sandboxes.
fault-seal-broken = Nothing was sealed.
    .advice = See the details, and run the command again.
fault-seal-chosen-not-approved = The permit does not choose rows of the data { $dataset } by a table.
    .advice = Leave the flag out, or change the request: sekisho permit amend <PERMIT> --only-in { $dataset }:<FIELD>=<DATASET>, or --without-protected { $dataset }:<FIELD> (approvals start anew)
fault-seal-concerned-missing = The permit takes only the rows concerned of the data { $dataset }, and the table of who is concerned is missing. Nothing was written.
    .advice = Give the table with the field { $field }: --only-in { $dataset }=<FILE>
fault-seal-key-missing = In the data { $dataset }, the field { $field } of the row in line { $line } says nothing. Nobody can be told by it, so nothing was written.
    .advice = Mend the source, or change the request to fields that everybody has: sekisho permit amend <PERMIT>
fault-seal-protected-missing = The data { $dataset } are sealed without persons under protection, and their list is missing. Nothing was written.
    .advice = Give the list with the field { $field }; if there is nobody, a table with the heading alone: --protected { $dataset }=<FILE>

fault-seal-data-unfit = { $data } cannot be read.
    .advice = Write <DATASET>=<FILE>: --data residents=residents.csv

fault-seal-differs = The medium does not give back what was written: { $path }
    .advice = Do not use this medium. Retire it: sekisho medium retire <MEDIUM> --reason <TEXT>

fault-seal-exists = There is a box already: { $path }
    .advice = To seal the same copy again: sekisho seal box <PERMIT FILE> --replace --to <DIR>

fault-seal-late = The permit ended at { $until }.
    .advice = Make a new request: sekisho permit request --like <PERMIT> --return-by <TIME>

fault-seal-medium = Medium { $medium } is not on the permit.
    .advice = What was approved: sekisho permit show <PERMIT>

fault-seal-missing = The approved data { $dataset } are missing.
    .advice = Add --data { $dataset }=<FILE>.

fault-seal-no-fingerprints = The permit demands fingerprints, and there is no table to make them of.
    .advice = What the permit says: sekisho permit show <PERMIT>

fault-seal-no-room = There is not enough room on the medium. Nothing was written.
    .advice = Take a larger medium, or make room on it.

fault-seal-not-approved = { $dataset } is not on the permit, or is named twice.
    .advice = What was approved: sekisho permit show <PERMIT>

fault-seal-sealer = { $person } is not the one who seals under this permit.
    .advice = Who seals: sekisho permit show <PERMIT>

fault-seal-table = The data { $dataset } are not what was approved. Nothing was written.
    .advice = The details name line and reason. Correct the file, or amend the request: sekisho permit amend <PERMIT> (approvals start anew)

fault-seal-witness = The attendant is not the one whom the permit names, or the key is not theirs.
    .advice = The attendant signs with their own key: sekisho seal box <PERMIT FILE> --witness-key <KEY> --to <DIR>

fault-server-address = Nobody can listen on { $address }.
    .advice = See whether another program uses it, or name another address with --listen.

fault-server-ask-unfit = The asking is not signed by this person, or not now.
    .advice = Sign it with the person's own enrolled key, with the clock set right (the text: docs/spec/http.md, section 3).

fault-server-ask-unsigned = The statement tells what is in the record, and is not given to an asking without signature.
    .advice = Sign the asking (the text: docs/spec/http.md, section 3).

fault-server-body-too-large = What was sent is too large. Nothing was recorded.
    .advice = Send it in parts of at most 1 MiB.

fault-server-body-unfit = What was sent is not JSON of the form that is expected here. Nothing was recorded.
    .advice = The forms stand in docs/spec/http.md.

fault-server-broke-off = The connection to { $url } broke off.
    .advice = Run the command again. The same signature counts once.

fault-server-ca-missing = It is not said which certificates to trust for { $url }.
    .advice = Name them with --server-ca <FILE> (with --remote: --remote-ca <FILE>). For a public authority name this machine's own bundle, such as /etc/ssl/certs/ca-certificates.crt

fault-server-ca-unfit = There is no certificate (PEM) in { $path }.
    .advice = Get the file of the certificate from whoever runs the server.

fault-server-certificate = The certificate { $path } and its key cannot be used.
    .advice = See whether both are in PEM form and belong together.

fault-server-full = Too many requests wait. Nothing was recorded.
    .advice = Wait a moment, and send the same again.

fault-server-late = It was not done in time, and may yet be recorded.
    .advice = Send the same again. The same signature counts once.

fault-server-method = This address is not called that way.
    .advice = The calls stand in docs/spec/http.md.

fault-server-no-such = There is nothing at this address.
    .advice = The addresses stand in docs/spec/http.md.

fault-server-not-json = The content is not application/json. Nothing was recorded.
    .advice = Send the header content-type: application/json

fault-server-not-release = The statement is no release. Nothing was recorded.
    .advice = Send other acts to /api/v1/acts.

fault-server-plain-outside = Nothing listens on { $address } without encryption.
    .advice = Name a certificate: sekisho serve --listen { $address } --tls-cert <FILE> --tls-key <FILE>. For this machine alone use 127.0.0.1

fault-server-says-no = The server says: { $sentence } ({ $code })
    .advice = { $advice }

fault-server-slow = { $url } gave no answer in time.
    .advice = Run the command again. If it goes on, open by telephone and digits (--challenge-out).

fault-server-statement = The statement from { $url } does not say what was asked for. Nothing was signed.
    .advice = Do not use this server, and tell the information security manager.

fault-server-stopped = The server has no hold of the record any more.
    .advice = Tell whoever runs it. Starting it again helps: sekisho serve

fault-server-tls = The certificate of { $url } is not trusted. Nothing was sent.
    .advice = Check the file of --server-ca or --remote-ca, and the name in the address.

fault-server-too-many = Too many requests came from this address. Nothing was recorded.
    .advice = Wait a few seconds and send the same again.

fault-server-unreachable = { $url } cannot be reached.
    .advice = Check the address and the network. Without it, open by telephone and digits (--challenge-out).

fault-server-unread = The answer of { $url } cannot be read.
    .advice = Check whether the address is that of a Sekisho server of this version.

fault-server-url = The address { $url } cannot be used.
    .advice = Write one that begins with https:// (http:// is for this machine alone, 127.0.0.1).

fault-server-waits = The server cannot answer yet: { $sentence } ({ $code })
    .advice = { $advice }

fault-station-broken = The desk cannot do this.
    .advice = See the details. What the desk is: sekisho station show <DIR>

fault-station-busy = Another process works at this desk.
    .advice = Wait until it ends, and run the command again.

fault-station-clock = The clock of the station is too far from the right time.
    .advice = Set the station's clock; ten minutes are allowed. Then make a new challenge: sekisho open <DIR>

fault-station-clock-back = The clock of this machine is behind a time that it has already seen.
    .advice = Set the clock right. Nothing is opened until then.

fault-station-exists = This machine has a desk in this directory already.
    .advice = Which one: sekisho station show <DIR>. More keys: sekisho station keys <DIR> --out <FILE>

fault-station-no-key = This desk has no key for this permit.
    .advice = It was sealed for another device, or the key is already forgotten: sekisho station show <DIR>

fault-vault-broken = The vault cannot be opened.
    .advice = Keys that a vault held are never restored from a copy: permits in flight are sealed again. See: sekisho doctor

fault-vault-busy = Another process keeps this vault.
    .advice = If it runs as a service, name its socket in sekisho.toml. Else wait a moment.

fault-vault-no-tpm-here = This program was built without TPM support.
    .advice = Build it with the feature tpm (libtss2-dev), or use --cell disk with level E0.

fault-vault-refused = The vault does not do this ({ $code }).
    .advice = What the record says: sekisho permit show <PERMIT>. The vault believes only what is in the record and its own clock.

fault-vault-silent = The vault gave no answer that can be read.
    .advice = Run the command again. If it goes on, look at the vault: sekisho vault status

fault-vault-unreachable = The vault cannot be reached at { $path }.
    .advice = Is it running, and is the path in sekisho.toml right? sekisho doctor. What the record orders is done as soon as the vault answers.

fault-which-permit = More than one permit is out.
    .advice = Name the permit or the medium: sekisho permit list --status out, then sekisho lost <PERMIT>
fault-other-person = The key belongs to { $owner }, not to { $claimed }, who acts.
    .advice = Name the same person with --as and --key: sekisho key list
fault-page-not-safe = The page { $page }, on which the passkey was asked, is not protected on its way.
    .advice = Open the page for signing at its address with https, and sign again.
fault-passkey-unfit = { $why ->
        [cross-origin] The page on which the passkey was asked stood inside another page.
        [not-verified] The passkey did not ask for PIN, finger or face.
        [other-challenge] The passkey signed something else than this act.
        [other-page] The passkey was asked on a page that is not its own.
       *[other] What came as the word of a passkey is not what a browser writes.
    }
    .advice = Open the page for signing yourself, at the address that you know, read what is shown, and sign again. If it happens again, tell the information security manager.
fault-passphrase-wrong = The passphrase of the key { $path } is wrong.
    .advice = Run the command again and type the right passphrase.
fault-passphrase-needed = The key { $path } needs its passphrase.
    .advice = Run the command in a terminal, or set SEKISHO_PASSPHRASE.
fault-proof-unfit = The proof that the new key is at hand does not fit to the key, to the person or to this record.
    .advice = Whoever has the key makes it anew, for this person and this record: sekisho key prove <KEY> --person <PERSON>. Then the administrator enrolls it with that proof: sekisho key enroll <PERSON> --public <PUBLIC KEY> --proof <PROOF>
fault-question-open = An answer is missing: { $flag }
    .advice = It can also be given on the command line: sekisho init --help
fault-record-damaged = The files of the record are damaged, or do not agree with each other. Nothing was added.
    .advice = Write nothing more for now, and look at its state: sekisho doctor
fault-record-held = Another command has held this record for too long ({ $path }). Nothing was changed.
    .advice = Wait until it ends, and run the command again. If none is running, restart the machine; the record is not damaged by it.

fault-record-key-file = The key file of the record, { $path }, is damaged.
    .advice = Bring it back from a copy. To see the state of the record: sekisho doctor
fault-record-newer = This record was written by a newer version of Sekisho.
    .advice = Use the newer version. This one is: sekisho --version
fault-record-present = There is a record in { $path } already.
    .advice = Use it, or make one in another place: sekisho init --dir <DIR>
fault-scale-unfit = The scale { $scale } cannot be read.
    .advice = Write 1, or a part such as 1/100.
fault-sheet-without-workbook = --sheet is for workbooks (xlsx) only.
    .advice = Leave --sheet out.
fault-statement-not-valid-now = The act statement is not valid at this time.
    .advice = Check the time of the machine and sign again; --prepare writes a new statement.
fault-statement-unfit = The act statement, or its signature, does not fit this record.
    .advice = Write a new one with --prepare and sign it as it is.
fault-stocktake-empty = No numbers of media seen. Nothing was recorded.
    .advice = List them: sekisho medium stocktake { $place } <MEDIUM>. A sheet to take along: --sheet. If you found none at all: --none
fault-signature-unfit = The signature does not fit the act statement.
    .advice = Check that the statement was not changed, and that the name (-n) and the key are right; then sign again. --prepare writes a new one.
fault-statement-of-other-record = The act statement is meant for the record { $meant }. This is { $here }.
    .advice = Check the place named by --dir, or begin again with --prepare on this record.
fault-statement-used = The nonce of this act statement was used before for another one.
    .advice = Write a new one with --prepare and sign it.
fault-storage = { $why ->
        [absent] The place of the record was not found.
        [full] The record cannot be written: there is no free space.
        [permission] You may not use the files of the record.
        [read-only] The place of the record is read-only.
       *[other] The files of the record cannot be read or written.
    }
    .advice = Check free space and permissions, and the state of the record: sekisho doctor
fault-table-already-damaged = Cell { $cell } holds letters that were lost in an earlier conversion.
    .advice = Save the file again from its source.
fault-table-broken-workbook = The workbook is broken or cut off.
    .advice = Open and save it again, or save it as CSV.
fault-table-encrypted = The workbook asks for a password.
    .advice = Make a copy without password, and delete the copy after the import.
fault-table-no-header = No row of headings was found.
    .advice = Check that there are headings for number and serial number, or name the columns with --map.
fault-table-no-sheet = There is no sheet { $name }.
    .advice = Check the name given with --sheet.
fault-table-not-cp932 = Line { $line } (byte { $byte }) is not CP932 (Shift_JIS).
    .advice = Try --encoding utf-8, or save the CSV again.
fault-table-not-csv = { $found ->
        [pdf] This file is PDF and cannot be read as a table.
        [utf-16] The letters of this file are UTF-16. CSV is read as UTF-8 or CP932 (Shift_JIS).
        [xls] This file is an old workbook (xls), or a protected one.
        [xlsx] This file is a workbook (xlsx), not CSV.
       *[other] This file is no table: it can be read neither as CSV nor as a workbook.
    }
    .advice = Save it as CSV or xlsx.
fault-table-not-utf8 = Line { $line } (byte { $byte }) is not UTF-8.
    .advice = Try --encoding cp932, or save the CSV again.
fault-table-too-large = The table is too large. The limit is { $rows } rows, { $columns } columns, { $cells } cells.
    .advice = Remove rows and columns that are not needed, or split the table.
fault-table-truncated = Line { $line } ends inside a character (byte { $byte }).
    .advice = Check that the file was copied to its end.
fault-table-unclosed-quote = The quotation mark of cell { $cell } in line { $line } is never closed.
    .advice = Check that the file was copied to its end.
fault-table-unencodable = CP932 has no code for "{ $character }" in cell { $cell }.
    .advice = Leave --cp932 out and write UTF-8.
fault-table-workbook-not-written = The workbook could not be written.
    .advice = Write CSV.
fault-text-missing = A name or text of the act statement did not come along, and the record does not have it.
    .advice = Submit the file of texts that --prepare wrote (.texts) beside the statement.
fault-text-unfit-here = A name or text is empty, holds line breaks or characters that do not show, or is longer than 2000 characters.
    .advice = Make it one line of plain characters, and run the command again.
fault-texts-unfit = The texts that came along (.texts) do not fit the act statement.
    .advice = Hand over both files as --prepare wrote them.
fault-time-unfit = The time { $time } cannot be read.
    .advice = Write 2026-06-21T17:00 (Japanese time), or 17:00 where only a time of day is asked for.
fault-vkey-incomplete = To check the events, the envelope key is needed beside the verification key.
    .advice = Print the line with sekisho log key, and give all of it to --vkey, in quotation marks.
fault-vkey-missing = It is not known with which key to check.
    .advice = Name a verification key that came another way: sekisho verify <DIR> --vkey <VKEY>
fault-vkey-unfit = The verification key { $vkey } cannot be read.
    .advice = Give the first line that sekisho log key prints, as it is and in quotation marks.
fault-which-key = It is not known which key signs ({ $act }).
    .advice = Name it with --key <FILE> or SEKISHO_KEY. To sign on another machine: --prepare <FILE>
fault-which-medium = Permit { $permit } has more than one medium.
    .advice = Choose with --medium <MEDIUM>: sekisho permit show { $permit }
fault-who-acts = It is not known who acts.
    .advice = Say so with --as <PERSON> or SEKISHO_AS: sekisho person list

## Import of the ledger of media

ledger-absent-place-in-use = { $count } other media are registered at { $place }. Without a count, the absent ones alone cannot be called missing.
    .advice = Import without --register-absent, register each absent medium, and count the place: sekisho medium add <MEDIUM>, then sekisho medium stocktake { $place } <MEDIUM SEEN>
ledger-date-without-day = { $heading }: { $typed } has no day. The date stays empty.
    .advice = If the day is known, write it like 2026-06-21. The line can be imported as it is.
ledger-differs = Medium { $number } is registered, but differs in { $fields }. The record stays as it is.
    .advice = Look at the medium itself. If the record is wrong, retire that medium and register it under a new number.
ledger-duplicate-column = Heading "{ $heading }" means { $field }, but the heading in { $used } is used.
    .advice = To use this column instead, name it with --map HEADING=FIELD.
ledger-duplicate-number = Number { $number } also stands in { $first }.
    .advice = Look at the stickers and correct one of the two numbers.
ledger-duplicate-serial = Serial number { $serial } also stands in { $first }.
    .advice = Read the serial numbers on both media and correct one of the two.
ledger-field-borrower = borrower
ledger-field-capacity = capacity
ledger-field-due = due date
ledger-field-keeper = keeper
ledger-field-label = label
ledger-field-lent = date of loan
ledger-field-number = number
ledger-field-place = place
ledger-field-product = product
ledger-field-registered = date of registration
ledger-field-remarks = remarks
ledger-field-returned = date of return
ledger-field-section = section
ledger-field-serial = serial number
ledger-field-status = state
ledger-future-date = { $heading }: { $date } is after today ({ $today }).
    .advice = Check the date and correct it.
ledger-mapped-heading-missing = There is no heading "{ $heading }", which was named for { $field }.
    .advice = Write the heading after --map exactly as in the ledger.
ledger-medium-broken = Medium { $number } is marked as broken. It is registered as usable.
    .advice = If it is not repaired, retire it: sekisho medium retire { $number } --reason broken
ledger-medium-destroyed = Medium { $number } is marked as destroyed and is left out.
    .advice = Nothing to do: keep the present ledger as the evidence of its destruction.
ledger-medium-lent = Medium { $number } is marked as lent and is left out: what is not there is not registered as there.
    .advice = When it is back, correct its state and import again. To register it now, add --register-absent: it is reported missing at once, and an incident opens.
ledger-medium-lent-registered = Medium { $number } is marked as lent: it is registered and at once reported as not seen at { $place }, and is missing.
    .advice = When it is back: sekisho medium store { $number } { $place }
ledger-medium-lost = Medium { $number } is marked as lost and is left out: what is not there is not registered as there.
    .advice = Register it when it is found. To register it now as an incident, add --register-absent: it is reported missing at once, and an incident opens.
ledger-medium-lost-registered = Medium { $number } is marked as lost: it is registered and at once reported as not seen at { $place }, and is missing.
    .advice = Look into the incident that opens: sekisho incident list
ledger-field-above = organization above
ledger-field-department = department
ledger-field-domains = mail domains
ledger-field-employer = employer
ledger-field-employer-name = employer name
ledger-field-mail = mail address
ledger-field-organization = organization
ledger-field-organization-name = organization name
ledger-field-title = title
ledger-field-breach-notice = time for reporting a breach
ledger-field-carry-out = carry-out
ledger-field-client = client
ledger-field-client-name = client name
ledger-field-contract = contract
ledger-field-contractor = contractor
ledger-field-contractor-name = contractor name
ledger-field-deepest-tier = deepest tier
ledger-field-duties = clauses
ledger-field-erase-within = erasure after the end
ledger-field-from = beginning
ledger-field-location = location
ledger-field-name = name
ledger-field-offshore = work abroad
ledger-field-order = order
ledger-field-person = person
ledger-field-person-name = person name
ledger-field-subcontracting = subcontracting
ledger-field-under = number above
ledger-field-until = end
ledger-field-work = work
ledger-missing-column = There is no column for { $field }.
    .advice = Correct the heading, or name it with --map heading=field.
ledger-missing-value = The cell for { $field } is empty.
    .advice = Fill it in.
ledger-unreadable-cell = { $field }: "{ $typed }" cannot be read.
    .advice = Use a registered code, one of the fixed words, or a date (2027-03-31).
ledger-code-twice = { $number } also stands in { $first }.
    .advice = Delete one of them, or correct the number.
ledger-contract-absent = Contract { $number } is neither registered nor in the ledger of contracts that comes with it.
    .advice = Import the contract first: sekisho contract import <LEDGER>
ledger-contract-differs = Contract { $number } is registered, but differs in: { $fields }. A contract in force is not rewritten, and a draft keeps its contractor.
    .advice = To renew it, give the line a new number. If it is a slip, correct the line: sekisho contract show { $number }
ledger-contract-over = Contract { $number } has ended.
    .advice = Give the line a new number: sekisho contract show { $number }
ledger-organization-differs = Organization { $number } is registered already, with another organization above it. That cannot be rewritten.
    .advice = If the organization above has changed, register it under a new code. Correct this line as it is registered, or leave the cell empty.
ledger-person-differs = { $number } is registered already, with a difference in: { $fields }.
    .advice = If the employer has changed, record that they left (sekisho person leave { $number }), and register them under a new code. The title is for the person to state: sekisho person state --employer <ORG> --title <TITLE>
ledger-person-over = { $number } has left.
    .advice = Register somebody who came back under a new code.
ledger-order-differs = Order { $number } is registered, but differs in: { $fields }. An order is not rewritten.
    .advice = Give the line a new number, or correct it: sekisho order show { $number }
ledger-order-over = Order { $number } was rejected or stopped.
    .advice = Give the line a new number: sekisho order show { $number }
column-about = About
column-number = Number
column-outcome = Outcome
ledgers-contracts = contracts
ledgers-orders = orders
ledgers-organizations = organizations
ledgers-persons = people
ledgers-rosters = rosters
ledgers-change-changed = changed
ledgers-change-missing = not in the ledger
ledgers-change-new = new
ledgers-change-renewed = renewed
ledgers-change-unchanged = unchanged
ledgers-change-waits = waits
ledgers-renews = goes on with { $number }
ledgers-falls-orders = Orders below: { $what }.
ledgers-falls-people = People: { $what }.
ledgers-falls-permits = Permits revoked: { $what }.
ledgers-falls-access = Cards and accounts lost: { $what }.
ledgers-fit = Can be imported: { $new } new, { $renewed } renewed, { $changed } changed, { $unchanged } unchanged, { $waits } waiting, { $missing } not in the ledger, { $warnings } warnings
ledgers-unfit = Cannot be imported: { $errors } errors, { $warnings } warnings. Nothing was registered. Correct the errors and run the command again.
ledgers-done = Imported { $numbers }: { $new } new, { $renewed } renewed, { $changed } changed, { $unchanged } unchanged, { $missing } not in the ledger. { $waits } lines wait: run the same ledger again when what they wait for is done.
ledgers-nothing = There is nothing to enter: { $unchanged } unchanged, { $waits } waiting, { $missing } not in the ledger
ledgers-waits-contract = Contract { $number } is a draft. After its evaluation it can be put in force by: { $persons }
ledgers-waits-order = Order { $number } waits for the owner. It can be approved by: { $persons }
ledger-missing-number = The number is missing.
    .advice = Enter its number.
ledger-missing-serial = Medium { $number } has no serial number.
    .advice = Read the serial number on the medium and enter it. For one that is lent, lost or destroyed it may stay empty.
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
ledger-unreadable-date = { $heading }: the date { $typed } cannot be read.
    .advice = Write it like 2026-06-21 or R8.6.21.
ledger-unreadable-status = The state { $typed } cannot be read.
    .advice = Use one of: stored, lent, broken, lost, destroyed.

## Help: commands

cmd = Sekisho: permits for carrying personal data out, and the record of what became of it
    .examples =
        sekisho init
        sekisho permit list
        sekisho permit show P-0001
        sekisho custody overdue
cmd-access = Cards and accounts
cmd-access-apply = Applies for cards or accounts, judged one by one
    .examples =
        sekisho access apply --card SERVER-ROOM --employer VENDOR V-1 V-2 V-3 --as V-1 --key keys/v-1
        sekisho access apply --account BENEFITS --employer SUB S-1 --json
cmd-access-confirm = Says that a card or an account is still needed (every year, by somebody else)
    .examples = sekisho access confirm V-2 --account BENEFITS --as O-1 --key keys/o-1
cmd-access-end = Takes a card or an account away
    .examples = sekisho access end V-2 --card SERVER-ROOM --as O-1 --key keys/o-1
cmd-access-matrix = Writes the matrix of cards, accounts and roles (A4 landscape, CSV, xlsx)
    .examples =
        sekisho access matrix rights.html
        sekisho access matrix rights.xlsx
        sekisho access matrix rights.csv --cp932
arg-access-matrix-file = File to write (.html, .csv, .xlsx)
cmd-access-list = Shows who has what and until when (--due: what ends within a month)
    .examples =
        sekisho access list
        sekisho access list --due
        sekisho access list --json
cmd-access-resume = Agrees that a suspended person goes on (two persons do it)
    .examples = sekisho access resume V-2 --as O-2 --key keys/o-2
cmd-access-suspend = Suspends a person during an inquiry (cards, accounts, signatures)
    .examples = sekisho access suspend V-2 --reason "inquiry into an export" --as O-3 --key keys/o-3
cmd-act = Acts signed on another machine
cmd-act-submit = Submits an act statement (reads FILE and FILE.sig, and FILE.texts if there is one)
    .examples =
        sekisho permit approve P-0001 --as O-2 --prepare act.txt
        sekisho act submit act.txt
cmd-completions = Writes completions for a shell
    .examples =
        sekisho completions bash
        sekisho completions zsh
cmd-contract = Contracts and their clauses
cmd-contract-activate = Puts a contract in force (not by whoever entered it)
    .examples = sekisho contract activate K-1 --as O-2 --key keys/o-2
cmd-contract-add = Enters a contract as a draft
    .examples =
        sekisho contract add K-1 --with VENDOR --name "Benefit system" --work benefits --from 2026-04-01T00:00 --until 2027-04-01T00:00 --model --as O-5 --key keys/o-5
        sekisho contract add K-2 --with VENDOR --name "Printing" --work printing --from 2026-04-01T00:00 --until 2027-04-01T00:00 --model --subcontracting forbidden
cmd-contract-amend = Rewrites a draft (what is not said stays)
    .examples =
        sekisho contract amend K-1 --deepest-tier 3 --as O-5 --key keys/o-5
        sekisho contract amend K-1 --model
cmd-contract-end = Ends a contract and stops every tier below
    .examples = sekisho contract end K-1 --reason "its term is over" --as O-5 --key keys/o-5
cmd-contract-evaluate = Records an evaluation of a contractor (good for a year)
    .examples =
        sekisho contract evaluate VENDOR --score 82 --sheet "selection 2026" --as O-5 --key keys/o-5
        sekisho contract evaluate VENDOR --score 71 --minimum 70 --incidents 1 --sheet "2027"
cmd-contract-list = Lists contracts
    .examples =
        sekisho contract list
        sekisho contract list --json
cmd-contract-print = Writes the clauses as text for a contract
    .examples =
        sekisho contract print K-1
        sekisho contract print K-1 --lang en
cmd-contract-show = Shows a contract with every tier and handler
    .examples =
        sekisho contract show K-1
        sekisho contract show K-1 --json
cmd-custody = Custody: who has which medium
cmd-custody-hand = Hands over a medium (ends with the receiver's signature)
    .examples =
        sekisho custody hand P-0001 --as O-1 --key keys/o-1
        sekisho custody hand P-0001 --medium USB-001 --to C-1 --to C-2 --due 2026-06-21T18:30
        sekisho custody hand P-0001 --home --as C-1 --key keys/c-1
cmd-custody-ledger = Writes the ledger of hand-overs
    .examples =
        sekisho custody ledger ledger.csv
        sekisho custody ledger ledger.csv --cp932
cmd-custody-overdue = Lists media whose return is overdue
    .examples =
        sekisho custody overdue
        sekisho custody overdue --json
cmd-custody-receive = Signs for a medium that was handed over
    .examples =
        sekisho custody receive P-0001 --as C-1 --key keys/c-1
        sekisho custody receive P-0001 --medium USB-001 --as O-1 --key keys/o-1
cmd-dataset = Datasets and their fields
cmd-dataset-add = Enters a dataset
    .examples = sekisho dataset add residents --name Residents --rows 460517 --field resident_no:class3b --field name:class3b --field address:class3b --as O-3 --key keys/o-3
cmd-dataset-list = Lists datasets and fields
    .examples =
        sekisho dataset list
        sekisho dataset list --json
cmd-demo = Shows a day of carry-outs in a fictional city
    .examples =
        sekisho demo
        sekisho demo --scale 1/100 --out ./demo
cmd-device = Receiving devices
cmd-device-add = Registers a device
    .examples =
        sekisho device add PC-01 --serial PF3ABC12 --place SITE-1 --as O-1 --key keys/o-1
        sekisho device add PC-02 --serial PF3ABC13 --place SITE-1 --party VENDOR
cmd-device-enroll = Takes in the keys that a station has written about itself (administrator)
    .examples = sekisho device enroll D-1.json --as O-1 --key keys/o-1
cmd-device-list = Lists devices
    .examples =
        sekisho device list
        sekisho device list --json
cmd-doctor = Tells how the record is and what to do next, even if it does not open
    .examples =
        sekisho doctor
        sekisho doctor --dir /srv/sekisho --json
cmd-erase = Reports of erasure (the original data stay untouched)
cmd-erase-box = At the site: overwrites box and working copies, forgets the device key, and files the report
    .examples = sekisho erase box /media/usb --copy W-1=work --as S-1 --key keys/s-1
cmd-erase-copy = Reports that a working copy at the site was erased
    .examples = sekisho erase copy P-0001 W-1 --as S-1 --key keys/s-1
cmd-erase-medium = Overwrites a whole medium, reads all of it back, and writes a certificate
    .examples = sekisho erase medium /dev/sdx P-0001 --medium USB-001 --yes --as O-3 --key keys/o-3
cmd-erase-report = Reports that a medium was erased (a report, not a proof; the original data stay untouched)
    .examples =
        sekisho erase report P-0001 --method overwritten --as C-1 --key keys/c-1
        sekisho erase report P-0001 --medium USB-001 --method destroyed --witness O-3
cmd-finding = Findings about persons
cmd-finding-list = Lists findings without an answer, and who may answer
    .examples =
        sekisho finding list
        sekisho finding list --json
cmd-finding-raise = Writes down a finding about a person (the second of its kind suspends)
    .examples = sekisho finding raise V-2 --kind export --note "the database's log has an export without a permit" --as O-3 --key keys/o-3
cmd-finding-resolve = Answers a finding (somebody who has nothing to do with it)
    .examples = sekisho finding resolve F-0001 --conclusion "the nightly job" --as O-8 --key keys/o-8
cmd-fingerprint = Fingerprints: made when sealing, kept with the owner
cmd-fingerprint-find = Tells whether a person is in a copy, without any list of persons
    .examples =
        sekisho fingerprint find --permit P-0001 --code 0012345 --reference 2026-114 --as O-3 --key keys/o-3
        sekisho fingerprint find --name Yamada --birth 1980-10-06 --reference 2026-114 --as O-3 --key keys/o-3
cmd-incident = Incidents: loss and theft
cmd-incident-close = Closes an incident (information security manager)
    .examples =
        sekisho incident close I-0001 --conclusion "found, seal unbroken" --as O-1 --key keys/o-1
        sekisho incident close I-0002 --conclusion "not found, final report filed"
cmd-incident-list = Lists open incidents, or all of them
    .examples =
        sekisho incident list
        sekisho incident list --all
        sekisho incident list --json
cmd-incident-show = Shows the data, the number of people, the last holders and when reports are due
    .examples =
        sekisho incident show I-0001
        sekisho incident show I-0001 --json
cmd-init = Opens a record (seven questions)
    .examples =
        sekisho init
        sekisho init --office "Sekimori City" --code CITY --name "Sato Hanako" --mail hanako@city.example --closing 17:15
        sekisho init --dir /srv/sekisho --office "Sekimori City" --name "Sato Hanako" --key ~/.ssh/id_ed25519
cmd-key = Signing keys
cmd-key-confirm = Countersigns a person’s key as the employer
    .examples =
        sekisho key confirm V-1 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU --as V-9 --key keys/v-9
cmd-key-enroll = Enrolls a person's key (administrator)
    .examples =
        sekisho key enroll O-2 --public keys/o-2.pub --as O-1 --key keys/o-1
        sekisho key enroll O-2 --public keys/o-2.pub --proof keys/o-2.proof
cmd-key-list = Lists keys
    .examples =
        sekisho key list
        sekisho key list --json
cmd-key-new = Makes a key (people make their own)
    .examples =
        sekisho key new keys/o-2
        sekisho key new ~/sekisho-key
cmd-key-notify = Writes the mails about new keys, to whose name they bear and who countersigns (keys of the last thirty days; enrolling writes them, too)
    .examples =
        sekisho key notify
        sekisho key notify --send
        sekisho key notify --mail outbox --json
arg-key-notify-mail = Folder for the mails (the folder mail in the record if left out)
arg-key-notify-send = Sends them to the mail server
cmd-key-prove = Makes the proof that a key is at hand (people make their own)
    .examples =
        sekisho key prove keys/o-2 --person O-2
        sekisho key prove ~/.ssh/id_ed25519 --person O-3
cmd-key-second = Speaks for a new key of somebody who had one, as the second (another administrator, or the owner with the older key)
    .examples =
        sekisho key second O-2 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU --as O-9 --key keys/o-9
        sekisho key second O-2 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU --as O-2 --key keys/o-2-old
cmd-key-revoke = Revokes a key (its owner or the administrator)
    .examples =
        sekisho key revoke O-2 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU
        sekisho key revoke O-2 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU --as O-1 --key keys/o-1
cmd-turn = Whose turn it is
cmd-turn-notify = Writes the mails to those who are waited for, and to those whose requests were judged (each once; the server does it by itself)
    .examples =
        sekisho turn notify
        sekisho turn notify --send --url https://sekisho.city.example
        sekisho turn notify --mail outbox --json
arg-turn-notify-mail = Folder for the mails (the folder mail in the record if left out)
arg-turn-notify-send = Sends them to the mail server
arg-turn-notify-url = Address of the pages, to which the link in the mail leads (no link if left out)
cmd-log = The record, entry by entry
cmd-log-export = Writes the envelopes of the record, one on each line
    .examples =
        sekisho log export events.jsonl
        sekisho log export /media/audit/events.jsonl
cmd-log-key = Shows the verification key of the record
    .examples =
        sekisho log key
        sekisho log key --json
cmd-log-list = Lists entries
    .examples =
        sekisho log list
        sekisho log list --permit P-0001
        sekisho log list --from 0 --limit 100
cmd-log-proof = Makes the proof of one entry
    .examples =
        sekisho log proof 12
        sekisho log proof 12 --out proof.txt
cmd-log-show = Shows one entry in full
    .examples =
        sekisho log show 12
        sekisho log show 12 --json
cmd-lost = Reports media as lost, stolen or missing (no questions; do it at once)
    .examples =
        sekisho lost P-0001 --as C-1 --key keys/c-1
        sekisho lost P-0001 --cannot-find
        sekisho lost P-0001 --medium USB-001 --stolen
cmd-list = Ask a list that answers yes or no
cmd-list-ask = Answer whether a person is in a list (yes 0, no 3). Needs no network; what is asked is neither shown nor kept
    .examples =
        sekisho list ask work/residents.list
        sekisho list ask work/residents.list --is resident_no=0001234 --json
        sekisho list ask work/residents.list --is "name=Sekimori Taro" --is birth=1980-10-06
cmd-list-show = Show what a list is, and check that it is what was sealed
    .examples = sekisho list show work/residents.list
cmd-medium = The ledger of media
cmd-medium-absent = Lists media that should be in their cabinets and are not
    .examples =
        sekisho medium absent
        sekisho medium absent --json
cmd-medium-add = Registers a medium in the ledger
    .examples =
        sekisho medium add USB-001 --product "Encrypted USB 16GB" --serial AA0123 --capacity 16GB --home CAB-1
        sekisho medium add USB-002 --product "Encrypted USB 16GB" --serial AA0124 --home CAB-1 --as O-1 --key keys/o-1
cmd-medium-amend = Corrects a medium's ledger line (not while a live permit has it; media keeper or administrator)
    .examples =
        sekisho medium amend USB-001 --serial AA0132 --as O-1 --key keys/o-1
        sekisho medium amend USB-002 --product "Encrypted USB 32GB" --capacity 32GB
cmd-medium-export = Writes the ledger of media
    .examples =
        sekisho medium export media.csv
        sekisho medium export media.csv --cp932
cmd-medium-found = Reports that a medium was found
    .examples =
        sekisho medium found USB-001 --serial AA0123
        sekisho medium found USB-001 --serial AA0123 --as O-1 --key keys/o-1
cmd-medium-import = Takes over the present ledger (CSV, xlsx)
    .examples =
        sekisho medium import ledger.xlsx --home CAB-1 --dry-run
        sekisho medium import ledger.csv --home CAB-1 --encoding cp932
        sekisho medium import ledger.csv --home CAB-1 --register-absent
        sekisho medium import ledger.csv --home CAB-1 --map "No=number,Model=product"
cmd-medium-list = Lists media
    .examples =
        sekisho medium list
        sekisho medium list --out
        sekisho medium list --place CAB-1
cmd-medium-retire = Retires a medium (for good)
    .examples =
        sekisho medium retire USB-001 --reason "broken" --as O-1 --key keys/o-1
        sekisho medium retire USB-002 --reason "destroyed"
cmd-medium-show = Shows one medium
    .examples =
        sekisho medium show USB-001
        sekisho medium show USB-001 --json
cmd-medium-stocktake = Stock-take: records which media were seen at a place
    .examples =
        sekisho medium stocktake CAB-1 USB-001 USB-002 --as O-1 --key keys/o-1
        sekisho medium stocktake CAB-1 --file numbers.txt
        sekisho medium stocktake CAB-1 --file -
cmd-medium-store = Records that a medium that is not out was put into a cabinet
    .examples =
        sekisho medium store USB-001 CAB-1 --as O-1 --key keys/o-1
        sekisho medium store USB-002 CAB-2
cmd-open = Opens a box at its device: two persons, a challenge out, an answer in
    .examples =
        sekisho open /media/usb --out work --as S-1 --key keys/s-1 --second S-2 --second-key keys/s-2
        sekisho open /media/usb --out work --record sekisho-record --as S-1 --key keys/s-1 --second S-2 --second-key keys/s-2
        sekisho open /media/usb --out work --server https://sekisho.city.example:8443 --server-ca city.pem --as S-1 --key keys/s-1 --second S-2 --second-key keys/s-2
cmd-order = Orders to lower tiers
cmd-order-approve = Approves an order
    .examples = sekisho order approve O-1 --as O-5 --key keys/o-5
cmd-order-check = Answers whether an order may be placed, recording nothing: allow, wait, refuse
    .examples =
        sekisho order check O-1 --contract K-1 --of SUB --work benefits
        sekisho order check O-2 --contract K-1 --under O-1 --of SUB2 --work benefits --json
cmd-order-held = Shows what new orders wait for, by contractor
    .examples =
        sekisho order held
        sekisho order held --json
cmd-order-lift = Agrees that orders need not wait (contract manager and chief officer)
    .examples = sekisho order lift VENDOR --reason "payments are due first" --as O-5 --key keys/o-5
cmd-order-list = Lists orders
    .examples =
        sekisho order list
        sekisho order list --json
cmd-order-place = Places an order
    .examples =
        sekisho order place O-1 --contract K-1 --of SUB --work benefits --as V-1 --key keys/v-1
        sekisho order place O-2 --contract K-1 --under O-1 --of SUB2 --work benefits --as S-1 --key keys/s-1
cmd-order-reject = Rejects an order
    .examples = sekisho order reject O-1 --reason "their set-up is not known" --as O-5 --key keys/o-5
cmd-order-show = Shows one order
    .examples = sekisho order show O-1
cmd-order-stop = Stops an order and every tier below
    .examples = sekisho order stop O-1 --reason "handlers were misstated" --as O-5 --key keys/o-5
cmd-org = Organizations: the owner and its contractors
cmd-org-add = Registers an organization
    .examples =
        sekisho org add VENDOR --name "Contractor Ltd" --as O-1 --key keys/o-1
        sekisho org add SUB --name "Subcontractor Ltd" --above VENDOR
cmd-org-amend = Corrects an organization's name or mail domains (administrator)
    .examples =
        sekisho org amend VENDOR --name "Vendor Holdings" --as O-1 --key keys/o-1
        sekisho org amend VENDOR --domain vendor.example --domain vendor-sub.example
        sekisho org amend VENDOR --no-domain
arg-org-amend-id = code of the organization
arg-org-amend-name = name as it should be
arg-domain = What stands behind the @ of the addresses that it gives to its people (repeatable; a correction gives all of them)
arg-no-domain = Takes the mail domains out of the register
cmd-org-import = Takes over a ledger of organizations (CSV, xlsx)
    .examples =
        sekisho org import orgs.xlsx --dry-run
        sekisho org import orgs.csv --encoding cp932 --as O-1 --key keys/o-1
arg-org-import-file = File of the ledger (CSV, xlsx)
cmd-org-export = Writes the ledger of organizations
    .examples =
        sekisho org export orgs.xlsx
        sekisho org export orgs.csv --cp932
arg-org-export-file = File to write (.csv, .xlsx)
cmd-org-list = Lists organizations
    .examples =
        sekisho org list
        sekisho org list --json
cmd-permit = Permits to carry out
cmd-permit-amend = Amends a request (earlier approvals are void)
    .examples =
        sekisho permit amend P-0001 --return-by 2026-06-21T19:00 --as O-3 --key keys/o-3
        sekisho permit amend P-0001 --carrier O-3 --carrier O-4
cmd-permit-approve = Approves a request (two persons, one of them the information security manager)
    .examples =
        sekisho permit approve P-0001 --as O-2 --key keys/o-2
        sekisho permit approve P-0001 --as O-2 --prepare act.txt
cmd-permit-check = Answers whether media may be carried out now
    .examples =
        sekisho permit check P-0001
        sekisho permit check P-0001 --json
cmd-permit-close = Closes a permit (after erasure and return of every medium)
    .examples =
        sekisho permit close P-0001 --as O-1 --key keys/o-1
        sekisho permit close P-0001 --receipt p-0001.proof
cmd-permit-export = Writes the approved permit as a file for stations without network (no secret in it)
    .examples = sekisho permit export P-0001 --out P-0001.permit
cmd-permit-freeze = Freezes a permit that is out
    .examples =
        sekisho permit freeze P-0001 --as O-2 --key keys/o-2
        sekisho permit freeze P-0001
cmd-permit-list = Lists permits
    .examples =
        sekisho permit list
        sekisho permit list --status out
        sekisho permit list --status requested --limit 10
cmd-permit-print = Writes the application and permit for printing
    .examples =
        sekisho permit print P-0001 --out p-0001.html
        sekisho permit print P-0001 --out p-0001.html --lang en
cmd-permit-request = Requests a carry-out
    .examples =
        sekisho permit request --purpose "benefit helpline" --data residents:code,eligible:460517 --people 460517 --declared "Encrypted USB 16GB" --medium USB-001 --carrier O-3 --carrier O-4 --site SITE-1 --return-by 2026-06-21T20:00 --as O-3 --key keys/o-3
        sekisho permit request --like P-0001 --return-by 2027-06-21T20:00
cmd-permit-send-back = Sends a request back for correction
    .examples =
        sekisho permit send-back P-0001 --reason "fewer fields would do" --as O-2 --key keys/o-2
        sekisho permit send-back P-0001 --reason "no carriers named"
cmd-permit-revoke = Revokes a permit (one that is out is frozen and called home)
    .examples =
        sekisho permit revoke P-0001 --reason "the contract has ended" --as O-2 --key keys/o-2
        sekisho permit revoke P-0001 --reason "the site has closed"
cmd-permit-rewrap = Asks for a re-wrap: another receiving device, approved anew by two persons
    .examples = sekisho permit rewrap P-0001 --device D-2 --as O-4 --key keys/o-4
cmd-permit-review = Says that an urgent permit was looked at afterwards (somebody who neither asked nor approved)
    .examples = sekisho permit review P-0001 --conclusion "needed; the list is kept ready from now on" --as O-8 --key keys/o-8
cmd-permit-reviews = Lists urgent permits that wait for their review
    .examples =
        sekisho permit reviews
        sekisho permit reviews --json
cmd-permit-show = Shows a permit and its history
    .examples =
        sekisho permit show P-0001
        sekisho permit show P-0001 --json
cmd-permit-step = Records a step of the plan as done (or why it was not)
    .examples =
        sekisho permit step P-0001 SEAL --as O-4 --key keys/o-4
        sekisho permit step P-0001 COOL --explain "winter, no cooling needed" --as O-3 --key keys/o-3
cmd-permit-unfreeze = Agrees to lift a freeze (two persons lift it)
    .examples =
        sekisho permit unfreeze P-0001 --as O-1 --key keys/o-1
        sekisho permit unfreeze P-0001 --as O-2 --key keys/o-2
cmd-permit-withdraw = Withdraws a request (requester)
    .examples =
        sekisho permit withdraw P-0001 --as O-3 --key keys/o-3
        sekisho permit withdraw P-0001
cmd-person = People
cmd-person-add = Registers a person
    .examples =
        sekisho person add O-2 --name "Suzuki Ichiro" --employer CITY --as O-1 --key keys/o-1
        sekisho person add C-1 --name "Tanaka Jiro" --employer VENDOR --title dispatched --mail jiro@vendor.example
cmd-person-amend = Corrects a person's name or mail address (administrator)
    .examples =
        sekisho person amend O-2 --name "Suzuki Ichirou" --as O-1 --key keys/o-1
        sekisho person amend C-1 --mail tanaka@vendor.example
cmd-person-contradictions = Lists what in the record contradicts itself about people, with both sources and the next step
    .examples =
        sekisho person contradictions
        sekisho person contradictions --json
        sekisho person contradictions --out contradictions.xlsx
arg-person-contradictions-out = File to write (.csv, .xlsx)
cmd-person-import = Takes over a ledger of people (CSV, xlsx)
    .examples =
        sekisho person import people.xlsx --dry-run
        sekisho person import people.csv --encoding cp932 --as O-1 --key keys/o-1
arg-person-import-file = File of the ledger (CSV, xlsx)
cmd-person-export = Writes the ledger of people (without those who have left)
    .examples =
        sekisho person export people.xlsx
        sekisho person export people.csv --cp932
arg-person-export-file = File to write (.csv, .xlsx)
cmd-person-confirm = Countersigns as the employer
    .examples = sekisho person confirm V-1 --as V-9 --key keys/v-9
cmd-person-leave = Records that a person has left (keys and roles end at once)
    .examples =
        sekisho person leave C-1 --as O-1 --key keys/o-1
        sekisho person leave O-2
cmd-person-list = Lists people
    .examples =
        sekisho person list
        sekisho person list --json
cmd-person-role = Gives or removes a role (also for a time, as an acting approver)
    .examples =
        sekisho person role O-2 approver --as O-1 --key keys/o-1
        sekisho person role O-5 approver --from 2026-08-10T00:00 --until 2026-08-17T00:00
        sekisho person role O-5 approver --remove
cmd-person-state = Says for whom you work, and how (for a year at most)
    .examples =
        sekisho person state --employer VENDOR --title employed --as V-1 --key keys/v-1
        sekisho person state --employer AGENCY --title dispatched --until 2027-03-31T23:59
cmd-place = Places: cabinets and sites
cmd-place-add = Registers a place
    .examples =
        sekisho place add CAB-2 --name "second cabinet" --as O-1 --key keys/o-1
        sekisho place add SITE-1 --name "call centre" --kind site --party VENDOR
cmd-place-amend = Corrects a place's name (administrator)
    .examples =
        sekisho place amend CAB-2 --name "archive cabinet" --as O-1 --key keys/o-1
        sekisho place amend SITE-1 --name "call centre, second floor"
cmd-place-list = Lists places
    .examples =
        sekisho place list
        sekisho place list --json
cmd-policy = Local rules: what the office itself forbids
cmd-policy-check = Checks every word of the rules
    .examples =
        sekisho policy check
        sekisho policy check ./my-rules
cmd-policy-diff = Tells what other rules would have said to the acts of this record
    .examples =
        sekisho policy diff ./my-rules
        sekisho policy diff city --against small-town
cmd-policy-propose = Proposes local rules, for somebody else to put in force
    .examples =
        sekisho policy propose city --as O-1 --key keys/o-1
        sekisho policy propose ./my-rules --as O-1 --key keys/o-1
cmd-policy-show = Shows rules in plain words: those in force, or others
    .examples =
        sekisho policy show
        sekisho policy show city
        sekisho policy show --out ./my-rules
cmd-policy-test = Tries the rules on made-up cases
    .examples =
        sekisho policy test
        sekisho policy test ./my-cases --rules ./my-rules
cmd-policy-use = Puts local rules in force that somebody else has proposed
    .examples =
        sekisho policy use city --as O-3 --key keys/o-3
        sekisho policy use ./my-rules --as O-3 --key keys/o-3
cmd-plan = Safety plans (no plan approved, no permit)
cmd-plan-accept-risk = Accepts what is left of a plan's risks, as a head
    .examples =
        sekisho plan accept-risk PL-1 --as O-6 --key keys/o-6
        sekisho plan accept-risk PL-1 NETWORK LOSS --as O-6 --key keys/o-6
cmd-plan-amend = Rewrites a plan (what was accepted and approved is void)
    .examples = sekisho plan amend plan.toml --as O-4 --key keys/o-4
cmd-plan-approve = Approves a plan (a security office that is not of the project)
    .examples = sekisho plan approve PL-1 --as O-7 --key keys/o-7
cmd-plan-draft = Enters a plan (missing parts can be written later)
    .examples = sekisho plan draft plan.toml --as O-4 --key keys/o-4
cmd-plan-list = Lists plans, and until when their risks are accepted
    .examples =
        sekisho plan list
        sekisho plan list --json
cmd-plan-show = Shows a plan with its signatures and what is missing
    .examples =
        sekisho plan show PL-1
        sekisho plan show PL-1 --json
        sekisho plan show PL-1 --out pl-1.html
cmd-plan-template = Prints a template of a plan
    .examples =
        sekisho plan template
        sekisho plan template --json
cmd-plan-withdraw = Withdraws a plan (nothing goes out under it; bringing home is possible)
    .examples = sekisho plan withdraw PL-1 --reason "the system is shut down" --as O-7 --key keys/o-7
cmd-purpose = Purposes and how much they need
cmd-purpose-add = Enters a purpose
    .examples = sekisho purpose add CALLS --name Answering --needs residents:resident_no,eligible:1200 --as O-3 --key keys/o-3
cmd-purpose-list = Lists purposes
    .examples =
        sekisho purpose list
        sekisho purpose list --json
cmd-rebuild = Makes indexes and tiles again from the record
    .examples =
        sekisho rebuild
        sekisho rebuild --dir /srv/sekisho
cmd-release = Answers a challenge: records the release, then asks the vault
    .examples =
        sekisho release --file challenge.txt --as O-3 --key keys/o-3
        sekisho release --file challenge.txt --out answer.txt --qr answer.svg --as O-3 --key keys/o-3
cmd-replay = Tries a case kept as a file, step by step, on a record of its own (exit codes: 9 something differs, 10 something is open)
    .examples =
        sekisho replay replays/I00.toml
        sekisho replay replays/I00.toml replays/I01.toml --json
        sekisho replay case.toml --keep ./tried
cmd-rewrap = Re-wrapping: the receiving device died, and another one is to open the box, without extracting again
cmd-rewrap-apply = Puts the new header in front of the box on the medium; at the site, without key or network
    .examples = sekisho rewrap apply /media/usb --header USB-001.header.json
cmd-rewrap-box = Makes the new header at the owner's sealing station, with two officers present
    .examples = sekisho rewrap box P-0001.permit P-0001.USB-001.receipt.json.rewrap --share share-1 --share share-2 --second O-2 --second-key keys/o-2 --record sekisho-record --out USB-001.header.json --receipt-out USB-001.rewrapped.json --as O-3 --key keys/o-3
cmd-rewrap-init = Makes the key for re-wrapping in two shares, and enters it (administrator)
    .examples = sekisho rewrap init --share share-1 --share share-2 --as O-1 --key keys/o-1
cmd-rewrap-record = Puts the receipt of a new wrap into the record; without it nothing opens
    .examples = sekisho rewrap record USB-001.rewrapped.json --as O-3 --key keys/o-3
cmd-contract-import = Takes over the ledger of contracts (CSV, xlsx)
    .examples =
        sekisho contract import contracts.xlsx --dry-run
        sekisho contract import contracts.csv --model --as O-5 --key keys/o-5
cmd-contract-export = Writes the ledger of contracts
    .examples =
        sekisho contract export contracts.xlsx
        sekisho contract export contracts.csv --cp932
arg-contract-import-file = File of the ledger (CSV, xlsx)
arg-contract-export-file = File to write (.csv, .xlsx)
cmd-order-import = Takes over the ledger of orders (CSV, xlsx)
    .examples =
        sekisho order import orders.xlsx --dry-run
        sekisho order import orders.csv --encoding cp932 --as O-5 --key keys/o-5
cmd-order-export = Writes the ledger of orders
    .examples =
        sekisho order export orders.xlsx
        sekisho order export orders.csv --cp932
arg-order-import-file = File of the ledger (CSV, xlsx)
arg-order-export-file = File to write (.csv, .xlsx)
cmd-roster-import = Takes over the ledger of rosters (CSV, xlsx)
    .examples =
        sekisho roster import rosters.xlsx --dry-run
        sekisho roster import rosters.csv --as O-5 --key keys/o-5
cmd-roster-export = Writes the ledger of rosters
    .examples =
        sekisho roster export rosters.xlsx
        sekisho roster export rosters.csv --cp932
arg-roster-import-file = File of the ledger (CSV, xlsx)
arg-roster-export-file = File to write (.csv, .xlsx)
cmd-contract-rollover = Takes over the contracts, orders and rosters of the new year together (what is missing is only listed)
    .examples =
        sekisho contract rollover --contracts contracts.csv --orders orders.csv --rosters rosters.csv --dry-run
        sekisho contract rollover --contracts book.xlsx --orders book.xlsx --rosters book.xlsx --model --as O-5 --key keys/o-5
        sekisho contract rollover --contracts contracts.csv --end-missing --reason "ended with the year" --as O-5 --key keys/o-5
arg-contracts = Ledger of contracts (in a workbook, the sheet "contracts")
arg-orders = Ledger of orders (in a workbook, the sheet "orders")
arg-rosters = Ledger of rosters (in a workbook, the sheet "rosters")
arg-end-missing = Ends what is not in the ledgers (needs --reason)
cmd-roster = Rosters of handlers
cmd-roster-add = Names handlers (under their own employer’s contract or order only)
    .examples =
        sekisho roster add K-1 V-1 V-2 --as V-1 --key keys/v-1
        sekisho roster add O-1 S-1 S-2
cmd-roster-list = Shows rosters
    .examples =
        sekisho roster list
        sekisho roster list K-1 --json
cmd-roster-remove = Takes a person off a roster
    .examples = sekisho roster remove O-1 S-2 --reason "has left" --as S-1 --key keys/s-1
cmd-seal = Sealing: what is approved, into a box that opens only with both halves
cmd-seal-box = Seals onto a medium at the desk, with the attendant present; works without network
    .examples =
        sekisho seal box P-0001.permit --to /media/usb --data residents=residents.csv --witness-key keys/o-3 --as O-4
        sekisho seal box P-0001.permit --medium USB-002 --to /media/usb --data residents=residents.xlsx --sheet 住民 --witness-key keys/o-3 --as O-4
cmd-seal-print = Writes a seal receipt to print or to read by a camera (.html .svg .skr .txt)
    .examples = sekisho seal print P-0001.USB-001.receipt.json --out receipt.html --out receipt.svg
cmd-seal-record = Puts a seal receipt into the record; without it nothing leaves
    .examples = sekisho seal record P-0001.USB-001.receipt.json --as O-4 --key keys/o-4
cmd-serve = Listens as a server: serves the pages, takes signed acts, answers openings over HTTP, and sends the mail about what is overdue, new keys and whose turn it is
    .examples =
        sekisho serve --dir sekisho-record
        sekisho serve --listen 192.0.2.1:8443 --tls-cert server.pem --tls-key server.key
cmd-station = This machine as a desk that seals or receives
cmd-station-init = Makes this machine a desk, and writes what the owner needs to enroll it
    .examples = sekisho station init sekisho-station --device D-1 --owner-key "$(sekisho log key)" --out D-1.json
cmd-station-keys = Makes more one-time keys for the owner
    .examples = sekisho station keys sekisho-station --out more.json
cmd-station-show = Shows which device this is, and how many keys are left
    .examples =
        sekisho station show sekisho-station
        sekisho station show sekisho-station --permit P-0001.permit --json
cmd-sync = Takes what stations have told into the record
    .examples =
        sekisho sync /media/usb
        sekisho sync /media/usb --server https://sekisho.city.example:8443 --server-ca city.pem
    .examples = sekisho sync /media/usb
cmd-weekly = Weekly check: the head of an organization signs once a week what the record says
cmd-weekly-begin = Begins the weekly check of an organization, with this week
    .examples = sekisho weekly begin VENDOR --as O-3 --key keys/o-3
cmd-weekly-end = Ends the weekly check of an organization
    .examples = sekisho weekly end VENDOR --reason "end of the contract" --as O-3 --key keys/o-3
cmd-weekly-list = Shows by organization whether this week is signed, and how many weeks in a row were missed
    .examples = sekisho weekly list --json
cmd-weekly-show = Shows what is asked this week, made of the record as it is now
    .examples = sekisho weekly show VENDOR
cmd-weekly-sign = Signs this week's check: each question is as the record has it, or otherwise
    .examples = sekisho weekly sign VENDOR --yes person/V-1 --yes medium/USB-001 --no person/V-2 --as V-9 --key keys/v-9
cmd-training = Courses and who passed them
cmd-training-course = Enters a course (needed of everybody whom a permit names)
    .examples = sekisho training course PRIVACY-27 --name "Privacy 2027" --valid 365 --replaces PRIVACY-26 --as O-3 --key keys/o-3
cmd-training-list = Shows whose pass ends when
    .examples =
        sekisho training list
        sekisho training list --missing --json
cmd-training-record = Records that somebody passed a course
    .examples =
        sekisho training record O-4 PRIVACY-27 --as O-3 --key keys/o-3
        sekisho training record O-4 PRIVACY-27 --occurred 2026-06-01T16:00
cmd-vault = The vault: keeps the release keys, and forgets them
cmd-vault-init = Makes the vault and enters it into the record (administrator, once)
    .examples =
        sekisho vault init --as O-1 --key keys/o-1
        sekisho vault init --vault /var/lib/sekisho-vault --as O-1 --key keys/o-1
        sekisho vault init --cell tpm --physical --as O-1 --key keys/o-1
cmd-vault-serve = Runs the vault as a service of its own user, on a local socket
    .examples = sekisho vault serve --vault /var/lib/sekisho-vault --socket /run/sekisho/vault.sock
cmd-vault-status = Shows how sure a destruction is, and what is outstanding
    .examples =
        sekisho vault status
        sekisho vault status --json
cmd-vault-work = Speaks with the program that started it
    .examples = sekisho vault work --dir sekisho-record.vault
cmd-verify = Checks a record from its files alone
    .examples =
        sekisho verify
        sekisho verify ./received --vkey "$(cat vkey.txt)" --events events.jsonl
        sekisho verify --vkey "$(cat vkey.txt)" --proof proof.txt --entry 01ab

## Help: arguments

arg-above = Code of the organization above it (the owner if left out)
arg-access-apply-employer = code of the employer (the true one)
arg-access-end-person = code of the person
arg-access-confirm-person = code of the person
arg-access-list-due = only what ends within a month
arg-access-resume-person = code of the person
arg-access-suspend-person = code of the person
arg-finding-raise-kind = kind (export: without a permit; volume: far too much)
arg-finding-raise-note = what is known (kept as text that can be erased)
arg-finding-raise-person = code of the person
arg-permit-review-conclusion = What the review comes to (kept as text that can be erased)
arg-finding-resolve-conclusion = answer to the finding (kept as text that can be erased)
arg-finding-resolve-finding = number of the finding (F-0001)
arg-account = code of a system
arg-act-submit-file = File of the act statement
arg-actor = Code of the person who acts (or SEKISHO_AS)
arg-allow-swap = Go on although memory may be written to disk in the clear
arg-answer-file = File in which the answer will appear
arg-arrive-by = When it must have been received at the site
arg-at = Sets the time (only for a record for trying)
arg-urgent = why it cannot wait; every gate is kept, and it is reviewed on the next working day
arg-beyond = why more is needed than the purpose needs (the chief officer approves as well)
arg-breach-notice = minutes within which a breach is reported
arg-by-voice = Ask by telephone: four groups out, eight groups back
arg-cabinet = Name of the cabinet
arg-cannot-find = It cannot be found, and is not certainly lost
arg-all = Closed ones as well
arg-capacity = Capacity (16GB, 512MB)
arg-card = code of a room
arg-carrier = Carrier (two or more; repeat for each person)
arg-carry-out = carrying of media by the contractor’s people
arg-cell = Where the key of the vault lies: disk (level E0) or tpm (E1 with a physical TPM)
arg-cell-dir = Directory of the key cell (inside the vault if left out)
arg-challenge = Text of the challenge
arg-challenge-out = File to write the challenge to
arg-client = who orders (default: the contractor above)
arg-closing = Closing time (17:15)
arg-code = Code of the organization
arg-conclusion = Conclusion of the incident (kept as text that can be erased)
arg-contract = number of the contract
arg-contract-activate-id = number of the contract
arg-contract-add-from = beginning
arg-contract-add-id = number of the contract
arg-contract-add-until = end
arg-contract-amend-from = beginning
arg-contract-amend-id = number of the contract
arg-contract-amend-until = end
arg-contract-end-id = number of the contract
arg-contract-evaluate-sheet = the findings (kept as a text that can be erased)
arg-contract-print-id = number of the contract
arg-contract-show-id = number of the contract
arg-courier = Courier company (if not carried by people)
arg-course = code of the course
arg-cp932 = Write CP932 (Shift_JIS) instead of UTF-8 with BOM
arg-custody-hand-courier = The courier's consignment number
arg-custody-hand-home = Brings it to the permit's place of return
arg-custody-hand-medium = Number of the medium (may be left out if there is one only)
arg-custody-ledger-file = File to write
arg-custody-overdue-mail = Writes the mails about it into this directory
arg-custody-receive-medium = Number of the medium (may be left out if there is one only)
arg-data = Data, fields, rows (DATASET:FIELD,FIELD:ROWS; may be repeated)
arg-dataset-add-id = code of the dataset
arg-declared = Product that is declared to protect the data (not enforced by encryption)
arg-deepest-tier = the lowest tier (1 is the contractor alone)
arg-demo-out = Directory to write to
arg-device = Number of the receiving device
arg-device-add-id = Code of the device
arg-device-add-place = Place where the device stands
arg-device-enroll-file = What the station has written
arg-dir = Directory of the record (or SEKISHO_DIR)
arg-dry-run = Shows the result without importing
arg-due = When it must be signed for (in one hour if left out, not after the return)
arg-duty = a duty (may be repeated)
arg-employer = Code of the employer
arg-encoding = Character encoding
arg-entry = The entry (hexadecimal, as sekisho log proof prints it)
arg-erase-box-copy = Working copy and its directory (may be repeated)
arg-erase-box-medium = Directory of the medium
arg-erase-box-out = File for the certificate (a sheet .html lies beside it)
arg-erase-by = When it must be erased (at the return if left out)
arg-erase-copy-copy = Code of the working copy
arg-erase-medium-out = File to write the certificate to
arg-erase-medium-path = Device or image file of the whole medium
arg-erase-report-medium = Number of the medium (may be left out if there is one only)
arg-erase-within = days until everything is erased after the end
arg-eraser = Eraser (the first carrier if left out)
arg-events = Exported entries (a file of sekisho log export)
arg-field = a field and its class (may be repeated)
arg-explain = Why it was not done (kept as text that can be erased)
arg-plan = Number of the safety plan (sekisho plan list)
arg-plan-accept-risk-id = Number of the plan
arg-plan-amend-file = File with the plan (as sekisho plan template prints it)
arg-plan-approve-id = Number of the plan
arg-plan-draft-file = File with the plan (as sekisho plan template prints it)
arg-plan-show-id = Number of the plan
arg-plan-withdraw-id = Number of the plan
arg-risks = Codes of risks (all that are yours if left out)
arg-step = Code of the step (sekisho permit show)
arg-file = File
arg-fingerprint = Fingerprint of the key (SHA256:…)
arg-fingerprint-find-address = Address (with --birth)
arg-fingerprint-find-birth = Date of birth (1980-10-06, 昭和55年10月6日, …)
arg-fingerprint-find-code = Number of the person in the register (宛名番号)
arg-fingerprint-find-kana = Name in kana (with --birth)
arg-fingerprint-find-medium = Only the copy on this medium
arg-fingerprint-find-name = Name as written (with --birth)
arg-fingerprint-find-permit = Only this permit
arg-fingerprint-find-reference = Number of the call or case; it stays in the vault's journal
arg-from = Place where it leaves from (where the medium is if left out)
arg-home = Cabinet where it is kept
arg-id = Code
arg-incident = Number of the incident (I-0001)
arg-incident-show-out = File for the papers of the incident
arg-incidents = earlier incidents
arg-index = Number of the entry (after the #)
arg-init-key = File of the signing key (made if there is none)
arg-init-mail = Mail address of the first administrator
arg-init-name = Name of the first administrator
arg-init-person = Code of the first administrator (O-1 if left out)
arg-json = Prints the result as JSON
arg-key = File of the signing key (or SEKISHO_KEY)
arg-key-second-fingerprint = Fingerprint of the key (sekisho key list shows it)
arg-key-second-person = Code of the key’s owner
arg-key-confirm-fingerprint = Fingerprint of the key (sekisho key list shows it)
arg-key-confirm-person = Code of the key’s owner
arg-key-enroll-person = Code of the key's owner
arg-key-new-file = File for the private key (the public key goes to .pub)
arg-key-prove-file = File of the private key
arg-key-prove-person = Code of the key's owner
arg-key-revoke-person = Code of the key's owner
arg-keys = How many one-time keys
arg-kind = Kind of place
arg-lang = Language
arg-like = Earlier permit with the same content (times are not copied)
arg-limit = Number of rows at most
arg-listen = Address to listen on (without encryption only this machine, such as 127.0.0.1)
arg-log = Directory of the record, or of its log
arg-log-export-file = File to write
arg-log-list-from = From this number on
arg-log-list-permit = Only the entries of this permit
arg-log-proof-out = File for the proof
arg-lookup-until = Until when one may ask who was in a copy (default: 90 days after the window)
arg-yes-no = data for a list that answers yes or no: fields with readings (code, date, digits, text), rows
arg-yes-if = who is in the list: those whose field has this value
arg-mask = keep a part of a field's values (all, keep-first-1 to 8, keep-last-1 to 8)
arg-only-in = only rows of those who are in another dataset, by this field
arg-without-protected = leave out persons under protection, by this field
arg-with-protected = take persons under protection along (the chief officer approves as well)
arg-needs-yes-no = data of which a list that answers yes or no is enough: fields, rows
arg-needs-mask = field of which a part of the value is enough
arg-seal-box-only-in = table of who is concerned, with the field by which they are told
arg-protected = table of persons under protection, with the field by which they are told
arg-list-key = the key of the list (beside the list, unless told otherwise)
arg-values = field and value; without it they are asked for, or read from standard input, one on a line
arg-list-ask-file = list that came out of a box (.list)
arg-list-show-file = list that came out of a box (.list)
arg-lost-medium = Number of the medium (all that are out if left out)
arg-mail = Mail address
arg-map = Column mapping (heading=field, separated by commas)
arg-medium = Number of the medium (repeat for backup copies)
arg-medium-add-id = Number of the medium in the ledger
arg-medium-amend-id = Number of the medium
arg-medium-export-file = File to write
arg-medium-found-id = Number of the medium
arg-medium-import-file = File of the present ledger (CSV, xlsx)
arg-medium-list-out = Only those that are out
arg-medium-list-place = Only those at this place
arg-medium-retire-id = Number of the medium
arg-medium-show-id = Number of the medium
arg-medium-stocktake-file = File with the numbers (- for standard input, also from a barcode reader)
arg-medium-stocktake-sheet = File for a sheet to print, for checking each medium by hand
arg-medium-store-id = Number of the medium
arg-method = What was done
arg-minimum = lowest passing score
arg-missing = only what is missing or expired
arg-model = takes the model clauses, all of them
arg-name = Name
arg-needs = what it needs (may be repeated)
arg-numbers = Numbers of the media that were seen
arg-none = Records that none was found
arg-occurred = When it really happened (for a later report)
arg-of = the company ordered from
arg-office = Name of the office
arg-offshore = work abroad
arg-open-copy = Code of the working copy that comes into being (W-<opening>)
arg-open-medium = Directory of the medium
arg-open-out = Directory to unpack to (must not exist)
arg-opener = Who may be present at an opening (twice or more)
arg-opening = Which opening this is
arg-openings = How many openings are allowed (1 if left out)
arg-order-approve-id = number of the order
arg-order-check-from = beginning (default: as above)
arg-order-check-id = number of the order
arg-order-check-offshore = the work is done abroad
arg-order-check-under = the order above (none right below the contract)
arg-order-check-until = end (default: as above)
arg-order-check-work = code of the work
arg-order-place-from = beginning (default: as above)
arg-order-place-id = number of the order
arg-order-place-offshore = the work is done abroad
arg-order-place-under = the order above (none right below the contract)
arg-order-place-until = end (default: as above)
arg-order-place-work = code of the work
arg-order-reject-id = number of the order
arg-order-show-id = number of the order
arg-order-stop-id = number of the order
arg-org = code of an organization
arg-org-add-id = Code of the organization (up to 32 letters and digits)
arg-origin = Name of the record (given once and for ever; one that ends in .invalid is for trying)
arg-out = File to write
arg-owner-key = Both keys of the record, as sekisho log key prints them
arg-patience = The longest that one request may take (seconds)
arg-permit-amend-witness = Officer who watches the sealing
arg-permit-request-fingerprint = Make fingerprints of these fields (kinds: code, name-birth, address-birth, kana-birth)
arg-permit-amend-code = code of the purpose (sekisho purpose list)
arg-permit-request-code = code of the purpose (sekisho purpose list)
arg-permit-request-witness = Officer who watches the sealing
arg-person-confirm-id = code of the person
arg-person-role-acting-for = Whose decisions they take while that person is away
arg-person-role-delegated-by = Who has left these decisions to them for good
arg-person-state-employer = code of the employer
arg-person-state-until = until when (default: a year)
arg-persons = codes of persons
arg-physical = I declare that this TPM is a physical chip, not a virtual one
arg-present = Person who, the caller says, is present (twice or more; by telephone only)
arg-purpose-add-id = code of the purpose
arg-qr = File to write a code for a camera to (SVG)
arg-record = Owner's record, where it can be reached from here
arg-register-absent = Register lines marked as lent or lost too, and report them missing at once (an incident opens)
arg-party = Code of the organization it belongs to (the owner if left out)
arg-people = How many people's data it is
arg-permit = Number of the permit (P-0001)
arg-permit-amend-fingerprint = Make fingerprints of these fields (kinds: code, name-birth, address-birth, kana-birth)
arg-person-add-id = Code of the person (up to 32 letters and digits)
arg-person-add-department = Department in which they work (a code; local rules may ask for it)
arg-person-add-name = Name (kept as text that can be erased)
arg-person-amend-id = Code of the person
arg-person-amend-department = Department as it should be (a code)
arg-person-amend-name = Name as it should be (kept as text that can be erased)
arg-person-leave-id = Code of the person
arg-person-role-from = Start of the role (now if left out)
arg-person-role-id = Code of the person
arg-person-role-until = End of the role (none if left out)
arg-place = Code of the place
arg-place-amend-id = Code of the place
arg-policy-check-rules = Profile, folder, or digest of a set (default: the rules in force)
arg-policy-diff-against = Profile, folder, or digest of the old rules (default: the rules in force)
arg-policy-diff-new = Profile, folder, or digest of the new rules
arg-policy-propose-rules = small-town, city, hosting-body, none, a folder, or the digest of a set
arg-policy-show-out = Writes the files of these rules into this new folder, to be changed there
arg-policy-show-rules = Profile, folder, or digest of a set (default: the rules in force)
arg-policy-test-folder = Folder of cases (cases.json; default: those that come along)
arg-policy-test-rules = Profile, folder, or digest of the rules to be tried
arg-policy-use-rules = small-town, city, hosting-body, none, a folder, or the digest of a set
arg-place-add-id = Code of the place (up to 32 letters and digits)
arg-prepare = Writes the act statement to this file instead of signing
arg-product = Product
arg-proof = Proof that the key is at hand (the public key's name with .proof if left out)
arg-public = File of the public key
arg-purpose = Purpose
arg-quiet = Prints nothing but the result
arg-reason = Reason (kept as text that can be erased)
arg-receipt = Writes the proof of the entry to this file
arg-receiver = Receiver at the site (may be repeated; without one the carriers do the work)
arg-release-file = File with the challenge
arg-release-medium = Medium that the caller names (the only one if left out)
arg-release-out = File to write the answer to
arg-release-permit = Permit that the caller names
arg-remove = Removes the role
arg-replace = Put the new box in the place of an earlier one
arg-replaces = the course whose place it takes
arg-return-by = When it must be back
arg-return-to = Place of return (where it left from if left out)
arg-replay-files = Replay files (their form: docs/spec/replay.md)
arg-replay-keep = Directory in which each record stays (otherwise nothing stays)
arg-rewrap-apply-header = Header file that sekisho rewrap box has written
arg-rewrap-apply-medium = Directory of the medium
arg-rewrap-box-opening = Which opening it counts as (may be left out where the record is reached)
arg-rewrap-box-out = File to write the header file to
arg-rewrap-box-permit = Permit file that was exported after the approval
arg-rewrap-box-wrap = Wrap file that was written when the box was sealed
arg-receipt-out = File to write the receipt to
arg-rewrap-record-file = File of the receipt
arg-role = Role
arg-roster-remove-person = code of the person
arg-route = Route
arg-rows = number of rows
arg-scale = Size of the town (1/100)
arg-score = score, of 100
arg-seal-box-cp932 = Write the copy in CP932 (Shift_JIS)
arg-seal-box-data = Dataset and the file to take it from (may be repeated)
arg-seal-box-fingerprints = File for the fingerprints (never on the medium)
arg-seal-box-out = File to write the receipt to
arg-seal-box-paper = Write the receipt also to print or to read by a camera (.html .svg .skr .txt; may be repeated)
arg-seal-box-permit = Permit file (sekisho permit export)
arg-seal-box-to = Directory of the medium
arg-seal-print-file = File of the seal receipt
arg-seal-print-out = File to write (.html .svg .skr .txt; may be repeated)
arg-seal-record-file = File of the seal receipt
arg-seal-record-fingerprints = File of the fingerprints (default: beside the receipt)
arg-sealed = Protect by sealing: the box opens only with the device and a release of the vault
arg-sealer = Who seals
arg-second = Second person who is present
arg-second-key = Second person's own key
arg-seed = Seed of the fictional town
arg-send = Sends the mails (needs the mail settings in sekisho.toml)
arg-serial = Serial number
arg-server = Address of the owner's server
arg-server-ca = Certificate of the server, or of the authority that issued it (PEM)
arg-server-patience = How long the same question is sent again while the server does not answer (seconds)
arg-share = File of one share of the key (twice)
arg-sheet = Name of the sheet
arg-shell = Kind of shell
arg-site = Code of the site
arg-skip-lines = Lines above the headings to leave out
arg-socket = Socket to listen on
arg-spoken = Challenge by voice: four groups of six digits
arg-start = Start of the window (now if left out)
arg-station = Directory of the station (or SEKISHO_STATION)
arg-station-show-permit = Permit file: prints the identity and recipients for stock age
arg-status = Only this state (requested, approved, out, frozen, lost, returned, sent_back, closed, lapsed, revoked, withdrawn)
arg-stolen = It was stolen
arg-subcontracting = subcontracting
arg-substitute = Substitute carrier (may be repeated)
arg-sync-medium = Directory of the medium
arg-tcti = How the TPM is reached (device:/dev/tpmrm0 if left out)
arg-title = Title under which the person works here
arg-tls-cert = Certificate of the server (PEM, with the ones in between)
arg-tls-key = Its private key (PEM)
arg-to = Receiver (may be repeated; the permit's carriers if left out)
arg-weekly-begin-org = code of the organization
arg-weekly-end-org = code of the organization
arg-weekly-end-reason = why it ends (kept as an erasable text)
arg-weekly-show-org = code of the organization
arg-weekly-sign-org = code of the organization
arg-weekly-sign-yes = a question that is as the record has it (may be repeated)
arg-weekly-sign-no = a question that is otherwise (may be repeated)
arg-training-course-id = code of the course, with its version
arg-training-record-person = code of the person
arg-under = number of a contract or an order
arg-until = End of the window (at the return if left out)
arg-valid = for how many days a pass counts
arg-vault = Directory of the vault (beside the record if left out)
arg-verify-proof = File of the proof to check
arg-verify-rules = Folder of the local rules (the record's rules), to judge by them once more
arg-vkey = Verification key that came another way (first line of sekisho log key; the second may follow after a space)
arg-wait = Minutes to wait for the answer (1 to 10)
arg-which = Number of the medium, where the permit has several
arg-with = code of the contractor
arg-witness = Who is said to have watched. It only informs: a medium counts as destroyed when two persons, one of them of the data owner, have each signed a report
arg-witness-key = Attendant's own key
arg-work = code of a work (may be repeated)
arg-yes = Really overwrite everything on it

level-e0 = key deleted by software; copies of this machine made before may still contain it
level-e1 = key zeroized in a cell of which no copy was made
level-e2 = key zeroized at two custodians
