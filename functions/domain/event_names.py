"""Names of events and properties that senders use, so that a misspelt one can be pointed out.

The events are those of Segment's e-commerce specification, version 2; all but those of
`functions.domain.signals` are kept and mean nothing to recommendations.
"""

EVENTS = frozenset(
    {
        "Products Searched", "Product List Viewed", "Product List Filtered", "Promotion Viewed",
        "Promotion Clicked", "Product Clicked", "Product Viewed", "Product Added",
        "Product Removed", "Cart Viewed", "Checkout Started", "Checkout Step Viewed",
        "Checkout Step Completed", "Payment Info Entered", "Order Updated", "Order Completed",
        "Order Refunded", "Order Cancelled", "Coupon Entered", "Coupon Applied", "Coupon Denied",
        "Coupon Removed", "Product Added to Wishlist", "Product Removed from Wishlist",
        "Wishlist Product Added to Cart", "Product Shared", "Cart Shared", "Product Reviewed",
    }
)  # fmt: skip
PROPERTIES = frozenset(
    {
        "product_id", "sku", "price", "quantity", "category", "products", "order_id", "location",
        "currency", "total", "revenue", "cart_id", "wishlist_id", "wishlist_name", "coupon",
        "recommendation_id", "shipping", "tax", "discount", "refund_id",
        "discounts", "payments", "payment_method", "item_id", "value",
    }
)  # fmt: skip
"""Those that Hilo reads, in events and in their products."""
ENVELOPE = frozenset(
    {
        "type", "event", "userId", "anonymousId", "previousId", "groupId", "messageId", "timestamp",
        "originalTimestamp", "sentAt", "name", "properties", "traits", "context", "integrations",
        "channel", "writeKey",
    }
)  # fmt: skip
CONTEXT = frozenset(
    {"channel", "externalIds", "library", "os", "device", "page", "userAgent", "userAgentData",
     "consent", "test", "hilo", "traits", "personalization"}
)  # fmt: skip
PAYMENT = frozenset({"method", "amount"})
DISCOUNT = frozenset({"offer", "code", "amount"})
EXTERNAL_ID = frozenset({"type", "id"})
"""Those that Hilo reads of an entry outside of its properties, and inside of lists."""
ORDER_ID_NAMES = ("transaction_id", "orderId", "orderID", "order_number", "orderNumber",
                  "transactionId", "transactionID")  # fmt: skip
PRODUCT_ID_NAMES = ("productId", "productID")
SKU_NAMES = ("SKU", "Sku", "product_sku", "productSku")
"""What senders write for `order_id`, `product_id` and `sku`."""
UNREAD = frozenset(
    {
        *ORDER_ID_NAMES, *PRODUCT_ID_NAMES, *SKU_NAMES,
        "affiliation", "brand", "checkout_id", "coupon_id", "coupon_name", "creative", "filters",
        "image_url", "list_id", "list_name", "name", "position", "promotion_id",
        "query", "rating", "reason", "review_id", "shipping_method", "sorts", "step", "subtotal",
        "title", "url", "variant",
        # Of Segment's and RudderStack's envelopes and contexts.
        "receivedAt", "projectId", "version", "category", "options", "rudderId", "request_ip",
        "active", "app", "campaign", "ip", "locale", "location", "network", "referrer", "screen",
        "timezone", "groupId", "sessionId", "sessionStart", "collection", "encoding", "currency",
    }
)  # fmt: skip
"""Others of the specifications: they are kept, and right as they are."""
