// From an empty directory over the first approved permit to a loss, as five persons, in Japanese and English, at desktop and phone width.
//
//   node walk.mjs PROGRAM [PICTURES]
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { DESKTOP, PHONE, Person } from "./person.mjs";

const [program, pictures] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "sekisho-walk-"));
const troubles = [];
const house = { pictures, sources: new Map(), wrong: (what) => troubles.push(what) };
if (pictures) mkdirSync(pictures, { recursive: true });

function check(true_, what) {
  if (!true_) throw new Error(what);
}

// Starts the server and reads from its terminal where everything is.
async function serve(dir, language) {
  const words = ["serve", "--dir", dir, "--listen", "127.0.0.1:0", "--json", "--lang", language];
  const server = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
  server.log = "";
  server.stderr.on("data", (data) => (server.log += data));
  const line = await new Promise((resolve, reject) => {
    server.stdout.once("data", (data) => resolve(String(data)));
    server.once("exit", () => reject(new Error(server.log)));
  });
  return { server, ...JSON.parse(line) };
}

async function stop(server) {
  server.kill("SIGTERM");
  await new Promise((resolve) => server.once("exit", resolve));
}

const dir = join(scratch, "record");
let { server, pages, setup } = await serve(dir, "ja");
Object.assign(house, { look: pages, sign: pages.replace("//", "//approve.") });
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"],
});

try {
  // The setup page: nothing is known but what stands on the terminal.
  const admin = await Person.at(browser, house, "O-1");
  await admin.goto(setup);
  await admin.picture("setup");
  await admin.fill({ office: "関守市", name: "佐藤 一郎", mail: "it@sekimori.example" });
  await admin.press();
  await admin.touch();
  await admin.picture("setup-sign");
  await admin.touch();
  check(admin.page.url().includes("/sign-in/new"), `not founded: ${admin.page.url()} ${await admin.text()}`);
  await admin.comeIn();
  check((await admin.text()).includes("はじめの手順"), await admin.text());
  await admin.picture("home-new");

  // Registers.
  await admin.act("place/add?kind=cabinet&id=CAB-1", { name: "情報政策課 保管庫" });
  await admin.act("place/add?kind=site&id=SITE-1", { name: "給付金コールセンター" });
  await admin.act("medium/add?id=USB-001", { product: "暗号化USB 16GB", serial: "A1B2-0001", home: "CAB-1" });
  const people = { "O-2": "鈴木 課長", "O-3": "高橋 情報", "O-4": "田中 給付", "O-5": "伊藤 給付" };
  for (const [id, name] of Object.entries(people)) {
    await admin.act("person/add", { id, name, employer: "CITY", title: "employed" });
  }

  // Everybody makes a key of their own.
  const persons = { "O-1": admin };
  for (const id of Object.keys(people)) {
    await admin.goto("/invite");
    await admin.press(`form:has(input[value="${id}"]) button`);
    if (id === "O-2") await admin.picture("invite");
    const link = await admin.page.getAttribute("main a[href*='/bring/']", "href");
    const viewport = id === "O-3" ? PHONE : DESKTOP;
    const person = await Person.at(browser, house, id, { viewport, dark: id === "O-5" });
    await person.goto(link);
    if (id === "O-3") await person.picture("bring-phone");
    await person.touch();
    await person.touch();
    check(person.page.url().includes("brought"), `${id}: ${person.page.url()} ${await person.text()}`);
    // The link works once.
    await person.goto(link);
    check((await person.text()).includes("招待は使えません"), await person.text());
    await admin.goto("/invite");
    await admin.press(`form[action="/invite/${id}"] button`);
    await admin.touch();
    persons[id] = person;
  }
  await admin.act("person/role", { id: "O-2", role: "approver" });
  await admin.act("person/role", { id: "O-3", role: "security_manager" });
  for (const id of Object.keys(people)) await persons[id].comeIn();

  // O-4 asks; their own approval is refused with its reason before anything is recorded.
  const asker = persons["O-4"];
  const tomorrow = new Date(Date.now() + 33 * 3600_000).toISOString().slice(0, 16);
  await asker.goto("/acts/permit/request");
  await asker.picture("request");
  await asker.act("permit/request", {
    purpose: "給付金の電話照会", free_name: "residents", free_fields: "code、name,eligible", free_rows: "460517",
    people: "460517", protection: "declared", declared: "暗号化USB 16GB", medium: ["USB-001"], carrier: ["O-4", "O-5"],
    return_by: tomorrow,
  });
  await asker.goto("/acts/permit/approve?permit=P-0001");
  await asker.press();
  check((await asker.text()).includes("R-SOD"), await asker.text());
  await asker.picture("refused");

  // Sent back with a reason: the asker sees it at once, changes nothing but the words, and asks again.
  await persons["O-2"].act("permit/send-back?permit=P-0001", { reason: "目的をもう少しくわしく書いてください" });
  await asker.goto("/");
  check((await asker.text()).includes("くわしく書いてください"), await asker.text());
  await asker.picture("home-sent-back");
  await asker.goto("/acts/permit/amend?permit=P-0001");
  check((await asker.page.inputValue("[name=free_rows]")) === "460517", "the form is not filled in");
  await asker.picture("amend");
  await asker.act("permit/amend?permit=P-0001", { purpose: "給付金の電話照会（対象世帯の確認）" });

  // Two approve: one at a desk, one on a phone.
  for (const [id, name] of [["O-2", "desk"], ["O-3", "phone"]]) {
    const approver = persons[id];
    await approver.goto("/");
    await approver.picture(`home-turn-${name}`);
    await approver.press("ul.turns a");
    await approver.picture(`permit-${name}`);
    await approver.press("div.acts button.main");
    await approver.picture(`sign-${name}`);
    // At a desk the page's own address stands there as a picture; another window waits for whoever signs on a phone.
    check((await approver.page.isVisible("section.phone svg")) === (name === "desk"), `${name}: the code for a phone`);
    const waiting = await approver.context.newPage();
    await waiting.goto(`${approver.page.url().split("?")[0]}?on=desk&lang=ja`);
    check(await waiting.isVisible("div.code svg"), "the waiting page has no code");
    if (pictures && name === "desk") await waiting.screenshot({ path: join(pictures, "sign-waiting.png"), fullPage: true });
    await approver.touch();
    await waiting.waitForSelector("text=記録に残りました", { timeout: 15000 });
    if (pictures && name === "desk") await waiting.screenshot({ path: join(pictures, "sign-told.png"), fullPage: true });
    await waiting.close();
    check(approver.page.url().includes("/permits/P-0001?record="), approver.page.url());
  }
  check((await persons["O-3"].text()).includes("承認済み"), await persons["O-3"].text());

  // Out: both carriers receive.
  await admin.act("person/role", { id: "O-1", role: "media_keeper" });
  await admin.act("custody/hand?permit=P-0001", { medium: "USB-001", to: ["O-4", "O-5"] });
  for (const id of ["O-4", "O-5"]) {
    await persons[id].goto("/permits/P-0001");
    await persons[id].press("form[action='/acts/custody/receive'] button.main");
    await persons[id].touch();
  }
  await persons["O-5"].goto("/");
  check((await persons["O-5"].text()).includes("460,517"), await persons["O-5"].text());
  await persons["O-5"].picture("home-outside-dark");
  await persons["O-3"].goto("/");
  await persons["O-3"].picture("home-outside-phone");
  // What is done standing, with a phone in one hand.
  await admin.page.setViewportSize(PHONE);
  for (const [place, name] of [["/permits/P-0001", "permit-out"], ["/acts/custody/hand?permit=P-0001", "hand"], ["/acts/lost?permit=P-0001", "lost"]]) {
    await admin.goto(place);
    await admin.picture(`${name}-phone`);
  }
  await admin.page.setViewportSize(DESKTOP);

  // Once purposes are written down, less is offered, and one press takes it. What was asked for is copied, not typed.
  await admin.act("person/role", { id: "O-1", role: "security_manager" });
  await admin.act("medium/add?id=USB-002", { product: "暗号化USB 16GB", serial: "A1B2-0002", home: "CAB-1" });
  await admin.act("dataset/add?id=residents", {
    name: "住民基本情報", field: ["code:class3a", "name:class3b", "eligible:class3a", "phone:class3b", "tax:class3c"], rows: "460517",
  });
  await admin.act("purpose/add?id=benefit", { name: "給付金の電話照会", needs: "residents:code,name,eligible:460517" });
  await asker.goto("/acts/permit/request?like=P-0001");
  check((await asker.page.$$("[name=pick]:checked")).length === 3, "the boxes are not filled in");
  await asker.page.setViewportSize(PHONE);
  await asker.picture("request-copied-phone");
  await asker.page.setViewportSize(DESKTOP);
  await asker.picture("request-copied");
  await asker.fill({ code: "benefit", pick: ["residents:phone", "residents:tax"], return_by: tomorrow, medium: ["USB-002"] });
  await asker.page.uncheck("[name=medium][value=USB-001]");
  await asker.press("form.act button.main");
  check((await asker.text()).includes("phone, tax"), await asker.text());
  await asker.picture("offer");
  await asker.press(".offer button");
  await asker.picture("sign-less");
  await asker.touch();

  // The tree of contracts, and before anybody orders: whether it would be allowed, with the clauses.
  await admin.act("person/role", { id: "O-1", role: "contract_manager" });
  for (const [id, name, above] of [["NISHI", "西日本コールセンター", "CITY"], ["KITA", "北データ入力", "NISHI"]]) {
    await admin.act(`org/add?id=${id}`, { name, above });
  }
  await admin.act("contract/add?id=C-1", {
    with: "NISHI", name: "給付金コールセンター業務", work: "call", from: "2026-01-01T00:00", until: "2030-03-31T00:00", model: "on",
  });
  await admin.goto("/chain?contract=C-1&of=KITA&work=call");
  check((await admin.page.$$(".reasons li")).length > 0, await admin.text());
  await admin.picture("order-check");

  // Everything in the navigation and every table, in both languages; files to take home.
  for (const language of ["ja", "en"]) {
    await admin.goto(`/language?to=${language}&back=/`);
    await admin.goto("/");
    await admin.picture(`home-${language}`);
    await admin.goto("/permits/P-0001");
    await admin.picture(`permit-${language}`);
    await admin.goto("/acts");
    await admin.picture(`acts-${language}`);
    const all = await admin.page.$$eval("main a", (links) => links.map((one) => one.getAttribute("href")));
    // Everything once; in the other language every third.
    const places = all.filter((place, number) => language === "ja" || number % 3 === 0);
    for (const place of places) {
      await admin.goto(place);
      const words = await admin.page.textContent("body");
      if (/\b(page|do|form|show)-[a-z]+(-[a-z]+)*\b/.test(words)) house.wrong(`${place}: a key without a sentence`);
    }
    for (const place of ["people", "media", "chain"]) {
      await admin.goto(`/${place}`);
      await admin.picture(`${place}-${language}`);
    }
    await admin.goto("/looks/log/proof?index=3");
    await admin.picture(`proof-${language}`);
    await admin.goto("/looks/person/list?q=O-4");
    check((await admin.page.$$("tbody tr")).length === 1, "search");
    await admin.picture(`list-${language}`);
  }
  const session = await admin.context.cookies();
  const cookie = session.map((one) => `${one.name}=${one.value}`).join("; ");
  const csv = await fetch(`${pages}/looks/permit/list?as=csv`, { headers: { cookie } });
  const bytes = new Uint8Array(await csv.arrayBuffer());
  check(csv.status === 200 && bytes[0] === 0xef && bytes[1] === 0xbb, "CSV with a mark");

  // This week's check: whoever looks after security begins it, and the head signs what the record says, one by one.
  await persons["O-3"].act("weekly/begin", { org: "CITY" });
  await admin.act("person/role", { id: "O-2", role: "organization_head" });
  const head = persons["O-2"];
  await head.goto("/");
  check((await head.text()).includes("今週の点検に署名する"), await head.text());
  for (const language of ["en", "ja"]) {
    await head.goto(`/language?to=${language}&back=/`);
    await head.goto("/acts/weekly/sign?org=CITY");
    await head.picture(`weekly-${language}`);
  }
  const names = await head.page.$$eval("main fieldset input[value=yes]", (all) => all.map((one) => one.name));
  check(names.includes("answer:permit/P-0001") && names.includes("answer:medium/USB-001"), names.join(" "));
  const answers = Object.fromEntries(names.map((name) => [name, name === "answer:person/O-5" ? "no" : "yes"]));
  await head.act("weekly/sign?org=CITY", answers);
  await head.goto("/looks/weekly/list");
  check((await head.text()).includes("person/O-5"), await head.text());
  await head.picture("weekly-signed");
  // Somebody stands in for the approver who is away.
  await admin.act("person/role", { id: "O-4", role: "approver", acting_for: "O-2" });

  // A token for a program: shown once, good until it is ended.
  await admin.goto("/tokens");
  await admin.fill({ name: "台帳システム", scope: "look", days: "30" });
  await admin.press("form.act button.main");
  await admin.picture("token-made");
  const token = await admin.page.textContent("#token");
  const told = () => fetch(`${pages}/api/v1/looks/permit/list`, { headers: { authorization: `Bearer ${token}` } });
  const permits = await told();
  check(permits.status === 200 && (await permits.json()).length >= 1, `a token looks: ${permits.status}`);
  await admin.goto("/tokens");
  check(!(await admin.page.content()).includes(token), "a token is shown once");
  await admin.picture("tokens");
  await admin.press('form[action="/tokens/end"] button');
  check((await told()).status === 401, "an ended token tells nothing");
  // A loss: one press away, and then one page with everything that is known.
  await persons["O-5"].act("lost?permit=P-0001", {});
  for (const language of ["en", "ja"]) {
    await admin.goto(`/language?to=${language}&back=/`);
    await admin.goto("/incidents/I-0001");
    check((await admin.text()).includes("460,517"), await admin.text());
    await admin.picture(`incident-${language}`);
  }
  await admin.goto("/");
  await admin.picture("home-incident");

  // Keyboard alone: from the first focus to the content, and on to the button.
  await persons["O-2"].goto("/acts/permit/freeze?permit=P-0001");
  await persons["O-2"].page.keyboard.press("Tab");
  await persons["O-2"].page.keyboard.press("Enter");
  let at = "";
  for (let step = 0; step < 20 && at !== "BUTTON main"; step += 1) {
    await persons["O-2"].page.keyboard.press("Tab");
    at = await persons["O-2"].page.evaluate(() => `${document.activeElement.tagName} ${document.activeElement.className}`);
  }
  check(at === "BUTTON main", `the keyboard ends at ${at}`);

  // Signed out is out.
  await persons["O-2"].goto("/");
  await persons["O-2"].press("form.who button");
  await persons["O-2"].goto("/permits/P-0001");
  check(persons["O-2"].page.url().includes("/sign-in"), persons["O-2"].page.url());

  // A server that starts again knows nobody, and everything that was signed is there.
  await stop(server);
  check(!server.log.includes("code=") && !server.log.includes(setup.split("code=")[1]), "the code stands in the log");
  ({ server } = await serve(dir, "ja"));
} catch (error) {
  troubles.push(error.stack);
  for (const [number, context] of browser.contexts().entries()) {
    for (const page of context.pages()) {
      troubles.push(`${page.url()}: ${(await page.textContent("body")).replace(/\s+/g, " ").slice(0, 600)}`);
      if (pictures) await page.screenshot({ path: join(pictures, `trouble-${number}.png`) });
    }
  }
} finally {
  await browser.close();
  await stop(server);
}

// Every page as it came, judged by the checker of the W3C; without Java nothing is said about it.
const html = join(scratch, "html");
mkdirSync(html);
const places = [...house.sources].filter(([, source]) => source).map(([place, source], number) => {
  writeFileSync(join(html, `${number}.html`), source);
  return place;
});
const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
const judged = spawnSync("java", ["-Xss4m", "-jar", jar, "--errors-only", "--format", "json", "--skip-non-html", html]);
if (judged.error) console.log(`HTML not checked: ${judged.error.message}`);
else {
  for (const one of JSON.parse(judged.stderr).messages) {
    const number = Number(one.url.match(/(\d+)\.html$/)[1]);
    troubles.push(`${places[number]}: HTML: ${one.message}: ${one.extract}`);
  }
  console.log(`${places.length} pages of HTML checked`);
}

// What browsers signed, judged by our own verifier.
const verified = spawn(program, ["verify", "--dir", dir, "--lang", "ja"], { stdio: "inherit" });
const code = await new Promise((resolve) => verified.once("exit", resolve));
if (code !== 0) troubles.push(`verify ended with ${code}`);
rmSync(scratch, { recursive: true, force: true });
for (const one of new Set(troubles)) console.error(one);
console.log(troubles.length ? `${new Set(troubles).size} troubles` : "every page walked, nothing wrong");
process.exit(troubles.length ? 1 : 0);
