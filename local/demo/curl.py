"""Commands for a shell, with real keys and ids."""

from local.demo.cast import Cast
from local.up import Address


def requests(at: Address, who: Cast) -> str:
    secret, publishable = at.secret_key, at.publishable_key
    return f"""\
Ready at {at.url}. Paste these; Ctrl-C ends the demo.

# what to show household {who.household}
curl -s '{at.url}/v1/recommendations?placement=home&user_id={who.household}&n=5' \\
  -H 'Authorization: Bearer {secret}'

# it looks at {who.title} ({who.category}); then ask again
curl -s '{at.url}/v1/track' -H 'Authorization: Bearer {secret}' \\
  -d '{{"event": "Product Viewed", "userId": "{who.household}",
       "properties": {{"product_id": "{who.item_id}"}}}}'

# a stranger in a browser, with the publishable key
curl -s '{at.url}/v1/recommendations?placement=product&item_id={who.item_id}&n=5' \\
  -H 'Authorization: Bearer {publishable}'

# put something new on the shelf
curl -s -X PUT '{at.url}/v1/items/new-1' -H 'Authorization: Bearer {secret}' \\
  -d '{{"title": "Something new", "category": "{who.category}", "price": 1.99}}'

# all that can be called: {at.url}/docs
"""
