"use strict";

// The filter of the index: it chooses among all developments of the archive, whose texts are in
// search.js, which is added when it is first needed. The address has the filter behind its `#`,
// where no server sees it: index.html#q=芯片&section=tech
{
  const form = document.getElementById("filter");
  const link = document.getElementById("to-search");
  link.hidden = false;
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    if (!form) return location.assign(link.firstElementChild.href);
    form.scrollIntoView();
    form.elements.q.focus({ preventScroll: true });
  });
  function filterWith(form) {
    const AT_ONCE = 100; // how many results are drawn before the reader asks for more
    const section = document.getElementById("developments");
    const title = document.getElementById("developments-title");
    const status = document.getElementById("filter-status");
    const results = document.getElementById("results");
    const more = document.getElementById("more");
    const titleAtFirst = title.textContent;
    const parts = [...section.querySelectorAll(".of-section, .older")];
    const items = new Map([...section.querySelectorAll(".of-section li[id]")].map((li) => [li.id, li]));
    let filter = ""; // as the address has it
    let edited = null; // the control that was changed last
    let timer = 0;
    let loading = null;
    let left = []; // results that are not drawn yet

    // The form, the address and the history of the browser.

    const inForm = () => {
      const all = [...new FormData(form)].map(([name, value]) => [name, value.trim()]);
      return new URLSearchParams(all.filter(([, value]) => value)).toString();
    };

    // An entry of the history that is a place in the page, such as #months, keeps its filter aside.
    const inAddress = () => {
      if (location.hash.includes("=")) return location.hash.slice(1);
      return history.state?.filter ?? (location.hash ? filter : "");
    };

    function follow() {
      const asked = inAddress();
      edited = null;
      if (asked !== filter) {
        clearTimeout(timer);
        const wanted = new URLSearchParams(asked);
        for (const control of form.elements) {
          if (!control.name) continue;
          control.value = wanted.get(control.name) ?? "";
          if (control.selectedIndex === -1) control.selectedIndex = 0;
        }
        filter = inForm();
        show();
      }
      history.replaceState({ filter }, "");
    }

    function change(control) {
      clearTimeout(timer);
      if (inForm() === filter) return;
      filter = inForm();
      // Letters typed one after another are one step back, every other change is its own.
      const step = control && control === edited && control.tagName === "INPUT" ? "replaceState" : "pushState";
      edited = control;
      history[step]({ filter }, "", filter ? `#${filter}` : location.pathname + location.search);
      show();
    }

    // What is shown.

    async function show() {
      const shown = filter;
      if (shown && !loading) status.textContent = "Looking…";
      const archive = shown && (await load());
      if (shown !== filter) return;
      const found = archive && chosen(archive, new URLSearchParams(filter));
      const inPlace = !found || found.every((each) => items.has(each.id));
      const ids = new Set(found && found.map((each) => each.id));
      for (const [id, item] of items) item.hidden = Boolean(found) && !ids.has(id);
      for (const part of parts) {
        part.hidden = Boolean(found) && !(inPlace && part.querySelector(".items > li:not([hidden])"));
      }
      left = inPlace ? [] : found;
      results.replaceChildren();
      results.hidden = inPlace;
      draw();
      title.textContent = found ? "Developments found" : titleAtFirst;
      if (found) status.textContent = counted(found.length, archive.length);
      else status.textContent = shown ? "The developments could not be loaded: assets/search.js is missing." : "";
    }

    function counted(count, all) {
      const number = (value) => value.toLocaleString("en");
      const of = `of ${number(all)} development${all === 1 ? "" : "s"}`;
      return count ? `${number(count)} ${of}` : `None ${of} is like that. Try fewer or other words.`;
    }

    function draw() {
      results.append(...left.slice(0, AT_ONCE).map(drawn));
      left = left.slice(AT_ONCE);
      more.hidden = !left.length;
      more.textContent = `Show ${Math.min(left.length, AT_ONCE)} more`;
    }

    // The archive: null if it is not there.

    function load() {
      loading ??= new Promise((resolve) => {
        const script = document.createElement("script");
        script.src = "assets/search.js";
        script.onload = () => resolve(developmentsOf(DEVELOPMENTS));
        script.onerror = () => {
          loading = null;
          resolve(null);
        };
        document.head.append(script);
      });
      return loading;
    }

    form.hidden = false;
    form.addEventListener("focusin", load);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => {
      clearTimeout(timer);
      timer = setTimeout(change, event.target.tagName === "INPUT" ? 150 : 0, event.target);
    });
    form.addEventListener("reset", () => setTimeout(change));
    form.elements.q.addEventListener("keydown", (event) => {
      if (event.key === "Escape") form.reset();
    });
    more.addEventListener("click", () => {
      const next = results.children.length;
      draw();
      results.children[next].querySelector("a").focus();
    });
    addEventListener("hashchange", follow);
    follow();
    if (filter) section.scrollIntoView();
  }

  // Developments as search.js has them, their names in place of numbers.
  function developmentsOf(data) {
    return data.developments.map((row) => {
      const [id, date, section, headline, text, publishers, languages, tags, titles] = row;
      const development = {
        id,
        date,
        section: data.sections[section],
        headline,
        text,
        publishers: publishers.map((place) => data.publishers[place]),
        languages: languages.map((place) => data.languages[place]),
        tags: tags.map((place) => data.tags[place]),
        titles,
      };
      const names = [...development.publishers, ...development.tags.map(([tag]) => tag)];
      development.folded = fold([headline, text, ...titles, ...names].join("\n"));
      return development;
    });
  }

  function fold(text) {
    return text.normalize("NFKC").toLowerCase();
  }

  function chosen(archive, filter) {
    const wanted = (name) => filter.get(name) ?? "";
    const words = fold(wanted("q")).split(/\s+/);
    const [since, until] = [wanted("since"), wanted("until")];
    const section = wanted("section");
    const language = wanted("lang");
    const tag = like(wanted("tag"), archive.flatMap((each) => each.tags.map(([name]) => name)));
    const publisher = like(wanted("publisher"), archive.flatMap((each) => each.publishers));
    return archive.filter(
      (each) =>
        words.every((word) => each.folded.includes(word)) &&
        (!section || each.section[0] === section) &&
        (!language || each.languages.includes(language)) &&
        (!since || each.date >= since) &&
        (!until || each.date <= until) &&
        (!tag || each.tags.some(([name]) => tag.has(name))) &&
        (!publisher || each.publishers.some((name) => publisher.has(name))),
    );
  }

  // Those of `names` that `value` means: the one it is, else those it is a part of. Null for all.
  function like(value, names) {
    const wanted = fold(value);
    if (!wanted) return null;
    const all = [...new Set(names)];
    const same = all.filter((name) => fold(name) === wanted);
    return new Set(same.length ? same : all.filter((name) => fold(name).includes(wanted)));
  }

  // A result as the list of the page has its developments. Text stays text.

  const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" });
  const LETTERS = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}";
  const SIGNS = "\\u3000-\\u303f\\uff00-\\uff65";
  const RUN = new RegExp(
    `([${LETTERS}《「『【〔（](?:[${LETTERS}${SIGNS}]|[^\\s()\\[\\],;:${LETTERS}${SIGNS}]{1,24}(?=[${LETTERS}]))*)`,
    "u",
  );
  const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

  function element(name, attributes, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    made.append(...children);
    return made;
  }

  // Text as nodes, each run of Chinese, Japanese or Korean in a span that says so.
  function marked(text) {
    return text.split(RUN).map((piece, place) => {
      if (place % 2 === 0) return piece;
      const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(piece);
      const korean = /\p{Script=Hangul}/u.test(piece);
      return element("span", { lang: japanese ? "ja" : korean ? "ko" : "zh" }, piece);
    });
  }

  function told(name, text) {
    return element(name, RIGHT_TO_LEFT.test(text) ? { dir: "auto" } : {}, ...marked(text));
  }

  function drawn(development) {
    const { id, date, section, headline, text, publishers, tags, titles } = development;
    const day = element("time", { datetime: date }, DAY.format(new Date(date)));
    const when = element("p", { class: "when" });
    when.append(element("a", { href: `developments/${encodeURIComponent(id)}.html` }, day));
    when.append(" ", element("span", { class: "in" }, ...marked(section[1])));
    const body = element("div", { class: "told" });
    if (headline) body.append(told("h3", headline));
    body.append(...text.split("\n\n").map((paragraph) => told("p", paragraph)));
    const sources = [...publishers, ...titles.map((title) => `“${title}”`)];
    if (sources.length) {
      const names = sources.flatMap((name, place) => [place ? "; " : "", element("bdi", {}, ...marked(name))]);
      const head = sources.length > 1 ? "(Sources: " : "(Source: ";
      body.append(element("p", { class: "sources" }, head, ...names, ")"));
    }
    if (tags.length) {
      const links = tags.map(([name, path]) =>
        element("li", {}, element("a", { href: path }, element("bdi", {}, ...marked(name)))),
      );
      body.append(element("ul", { class: "tags", "aria-label": "Tags" }, ...links));
    }
    return element("li", {}, when, body);
  }

  if (form) filterWith(form);
}
