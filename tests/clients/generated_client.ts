// What a TypeScript program does with the types that are generated from the OpenAPI page.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

declare const process: { argv: string[] };
const [url, key, visitor] = process.argv.slice(2) as [string, string, string];
const hilo = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });

async function main(): Promise<void> {
  const teapot: components["schemas"]["ItemRequest"] = { title: "Teapot", price: 24.9 };
  await hilo.PUT("/v1/items/{item_id}", { params: { path: { item_id: "teapot" } }, body: teapot });
  const viewed = { event: "Product Viewed", anonymousId: visitor, properties: { product_id: "teapot" } };
  const stored = await hilo.POST("/v1/track", { body: viewed });
  const found = await hilo.GET("/v1/recommendations", {
    params: { query: { placement: "home", anonymous_id: visitor, n: 1 } },
  });
  // @ts-expect-error a misspelt parameter does not compile
  const misspelt: paths["/v1/recommendations"]["get"]["parameters"]["query"] = { placement: "home", anonymousId: visitor };
  const first: string | undefined = found.data?.items[0]?.item_id;
  console.log(stored.data?.accepted, first, Object.keys(misspelt).length);
}

void main();
