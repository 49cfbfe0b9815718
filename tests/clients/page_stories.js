// What a shop's page does; the query names the story, our host and the key. What came of it is
// posted to the server that the page came from.
const { AnalyticsBrowser } = window.AnalyticsNext;
const asked = Object.fromEntries(new URLSearchParams(location.search));

async function load(more = {}) {
  const [analytics] = await AnalyticsBrowser.load(
    { writeKey: asked.key, cdnURL: asked.host },
    { integrations: { "Segment.io": more }, disableClientPersistence: true },
  );
  return analytics;
}

// Each call ends once it was delivered, or was given up.
const failure = (context) => context.failedDelivery()?.reason.message ?? null;

const stories = {
  async calls() {
    const analytics = await load();
    const calls = [
      await analytics.page("Shop"),
      await analytics.track("Product Viewed", { product_id: "milk", price: 1.2 }),
      await analytics.track("Product Added", { product_id: "milk", quantity: 2 }),
      await analytics.screen("Start"),
      await analytics.group("club", { name: "The club" }),
      // Before identify: after it, the library sends the identified user in place of this one.
      await analytics.alias("ana", "ana-before"),
      await analytics.identify("ana", { plan: "gold" }),
    ];
    return { visitor: calls[0].event.anonymousId, failures: calls.map(failure) };
  },

  async batches() {
    const batching = { deliveryStrategy: { strategy: "batching", config: { size: 3 } } };
    const analytics = await load(batching);
    const sent = ["milk", "tea", "soap"].map((product_id) =>
      analytics.track("Product Viewed", { product_id }),
    );
    const calls = await Promise.all(sent);
    return { visitor: calls[0].event.anonymousId, failures: calls.map(failure) };
  },

  // What a shop's own code does, with no library: the key in a header means a preflight.
  async reads() {
    const headers = { Authorization: `Bearer ${asked.key}` };
    const get = async (query) => {
      const answer = await fetch(`${asked.host}/v1/recommendations?${query}`, { headers });
      return { status: answer.status, body: await answer.json() };
    };
    return { good: await get("placement=home"), bad: await get("placement=nowhere") };
  },
};

stories[asked.story]()
  .catch((error) => ({ error: String(error) }))
  .then((report) => fetch("/report", { method: "POST", body: JSON.stringify(report) }));
