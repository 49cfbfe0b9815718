// What a shop's server does with @segment/analytics-node. Arguments: host, write key.
const { Analytics } = require("@segment/analytics-node");

const [host, writeKey] = process.argv.slice(2);
const analytics = new Analytics({ writeKey, host, maxRetries: 0 });
const failures = [];
analytics.on("error", (error) => failures.push(String(error.reason ?? error)));

analytics.identify({ userId: "ana", traits: { plan: "gold" } });
analytics.track({ userId: "ana", event: "Product Viewed", properties: { product_id: "milk" } });
analytics.track({
  userId: "ana",
  event: "Order Completed",
  properties: { order_id: "o1", products: [{ sku: "tea", quantity: 2 }] },
});
analytics.page({ userId: "ana", name: "Shop" });
analytics.screen({ anonymousId: "v1", name: "Start" });
analytics.group({ userId: "ana", groupId: "club" });
analytics.alias({ userId: "ana", previousId: "ana-before" });
analytics.closeAndFlush({ timeout: 10_000 }).then(() => console.log(JSON.stringify({ failures })));
