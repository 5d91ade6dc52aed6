// One person at a browser of their own, with a passkey of their own.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

export class Person {
  // Opens a browser window with a fresh profile and a virtual security key that somebody touches at once.
  static async at(browser, house, code, { viewport = DESKTOP, locale = "ja-JP", dark = false, synced = false } = {}) {
    const context = await browser.newContext({ viewport, locale, colorScheme: dark ? "dark" : "light" });
    const page = await context.newPage();
    const person = new Person(house, code, context, page);
    page.on("request", (request) => person.asked(request.url()));
    page.on("response", (response) => person.answered(response));
    page.on("pageerror", (error) => house.wrong(`${code}: script error ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) house.wrong(`${code}: ${message.text()}`);
    });
    const devtools = await context.newCDPSession(page);
    await devtools.send("WebAuthn.enable");
    const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "usb",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
        defaultBackupEligibility: synced,
        defaultBackupState: synced,
      },
    });
    Object.assign(person, { devtools, authenticatorId });
    return person;
  }

  constructor(house, code, context, page) {
    Object.assign(this, { house, code, context, page });
  }

  // Keeps every page as it came, once for each address, for the checker of HTML.
  async answered(response) {
    const request = response.request();
    const place = `${this.code} ${response.url().split("?")[0]}`;
    if (request.resourceType() !== "document" || this.house.sources.has(place) || response.status() >= 300) return;
    this.house.sources.set(place, "");
    this.house.sources.set(place, await response.text().catch(() => ""));
  }

  // Nothing leaves for another origin.
  asked(url) {
    const own = [this.house.look, this.house.sign].some((origin) => url.startsWith(`${origin}/`));
    if (!own && !url.startsWith("data:")) this.house.wrong(`${this.code}: asked ${url}`);
  }

  async goto(place) {
    await this.page.goto(place.startsWith("http") ? place : `${this.house.look}${place}`);
    await this.seen();
  }

  // Looks at a page: its heading, and what a reader of screens would trip over.
  async seen() {
    await this.page.waitForSelector("h1");
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    for (const one of found.violations) {
      if (["serious", "critical"].includes(one.impact)) {
        const where = one.nodes.map((node) => node.html).join(" | ");
        this.house.wrong(`${this.page.url()}: ${one.impact} ${one.id}: ${one.help}: ${where}`);
      }
    }
    const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 1) this.house.wrong(`${this.page.url()}: ${wide} pixels wider than the screen`);
  }

  async picture(name) {
    if (this.house.pictures) await this.page.screenshot({ path: join(this.house.pictures, `${name}.png`), fullPage: true });
  }

  // Presses the button that the page is about, and waits for the next page.
  async press(selector = "main button.main") {
    await Promise.all([this.page.waitForNavigation(), this.page.click(selector)]);
    await this.seen();
  }

  // Makes or uses a passkey: the page goes on once the passkey has answered.
  async touch() {
    const before = this.page.url();
    await this.page.click("form.sign button.main");
    await this.page.waitForURL((url) => url.toString() !== before, { timeout: 15000 });
    await this.seen();
  }

  // Fills in a form by the names of its fields.
  async fill(fields) {
    await this.page.$$eval("main details", (all) => all.forEach((one) => (one.open = true)));
    for (const [name, value] of Object.entries(fields)) {
      const field = this.page.locator(`main form.act [name="${name}"], main form.sign [name="${name}"]`);
      const kind = await field.first().evaluate((one) => `${one.tagName} ${one.type}`);
      if (kind === "SELECT select-one") await field.selectOption(value);
      else if (kind === "INPUT checkbox" || kind === "INPUT radio") {
        for (const one of [value].flat()) await field.and(this.page.locator(`[value="${one}"]`)).check();
      } else await field.first().fill([value].flat().join("\n"));
    }
  }

  // Does an act: form, check, signature. Gives the address where it ended.
  async act(place, fields) {
    await this.goto(`/acts/${place}`);
    await this.fill(fields);
    await this.press("form.act button.main");
    const trouble = await this.page.$$eval("main .alarm:not([hidden])", (all) => all.map((one) => one.textContent));
    if (trouble.length) throw new Error(`${this.code} ${place}: ${trouble.join(" ")} ${await this.page.textContent("main")}`);
    await this.touch();
    return this.page.url();
  }

  // Makes a key for coming in, lets the acting key vouch for it, and comes in.
  async comeIn() {
    await this.goto(`/sign-in/new?person=${this.code}`);
    await this.touch();
    await this.touch();
    await this.touch();
  }

  async text() {
    return this.page.textContent("main");
  }
}
