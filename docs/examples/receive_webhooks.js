// Receive Hilo's webhooks and verify them by the public library: `npm install standardwebhooks`.
// Set WEBHOOK_SECRET to the endpoint's secret. `node receive_webhooks.js 1` ends after one event; it
// prints its port, then the type of each event that is signed, and `refused` for any other.
const { createServer } = require("node:http");
const { Webhook } = require("standardwebhooks");

const webhook = new Webhook(process.env.WEBHOOK_SECRET);
let left = Number(process.argv[2]);

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let line;
  try {
    const event = webhook.verify(Buffer.concat(chunks).toString("utf8"), request.headers);
    // Answer at once, and do the work later: Hilo waits for 15 seconds. The same webhook-id may
    // come again, so keep the ones that you have seen.
    response.statusCode = 204;
    line = JSON.stringify(event.type);
  } catch {
    response.statusCode = 401;
    line = "refused";
  }
  response.setHeader("Connection", "close");
  response.end();
  console.log(line);
  left -= 1;
  if (left === 0) server.close();
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
