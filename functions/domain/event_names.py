"""Names of events and properties that senders use, so that a misspelt one can be pointed out.

The events are those of Segment's e-commerce specification, version 2; all but those of
`functions.domain.signals` are kept and mean nothing to recommendations.
"""

from collections.abc import Mapping

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
PAYMENT = frozenset({"method", "name", "type", "gateway", "amount", "value", "currency"})
DISCOUNT = frozenset({"offer", "name", "title", "code", "coupon", "amount", "value"})
EXTERNAL_ID = frozenset({"type", "id"})
"""Those that Hilo reads of an entry outside of its properties, and inside of lists."""
ORDERS_NAMES: Mapping[str, tuple[str, ...]] = {
    "order_id": ("transaction_id", "orderId", "orderID", "order_number", "orderNumber",
                 "transactionId", "transactionID"),
    "refund_id": ("refundId", "refundID"),
    "total": ("total_price", "totalPrice", "grand_total", "grandTotal", "order_total",
              "orderTotal", "total_amount", "totalAmount", "totalPriceSet"),
    "shipping": ("shipping_total", "shippingTotal", "total_shipping", "shipping_cost",
                 "shippingCost", "shipping_amount", "shipping_price"),
    "tax": ("tax_total", "total_tax", "totalTax", "tax_amount", "taxAmount", "taxes", "vat"),
    "discount": ("discount_total", "total_discount", "total_discounts", "totalDiscount",
                 "discount_amount", "discountAmount"),
    "coupon": ("coupon_code", "couponCode", "discount_code", "discountCode", "discount_codes",
               "coupons", "promo_code", "voucher_code"),
    "payment_method": ("paymentMethod", "payment_method_title", "payment_type", "paymentType",
                       "payment_gateway"),
    "currency": ("currency_code", "currencyCode", "currency_iso", "order_currency",
                 "orderCurrency", "order_currency_code", "currency_id"),
    "payments": ("payment",),
    "discounts": ("coupon_lines", "discount_applications"),
    "location": ("location_id", "locationId"),
}  # fmt: skip
PRODUCTS_NAMES: Mapping[str, tuple[str, ...]] = {
    "sku": (
        "SKU",
        "Sku",
        "product_sku",
        "productSku",
        "variant_sku",
        "variantSku",
        "item_sku",
        "itemSku",
        "seller_sku",
    ),
    "product_id": ("productId", "productID"),
    "item_id": (
        "itemId",
        "itemID",
        "variant_id",
        "variantId",
        "variantID",
        "variation_id",
        "variationId",
        "product_variant_id",
        "productVariantId",
    ),
    "quantity": (
        "qty",
        "Qty",
        "qty_ordered",
        "qtyOrdered",
        "item_quantity",
        "itemQuantity",
        "product_quantity",
        "productQuantity",
    ),
    "price": (
        "unit_price",
        "unitPrice",
        "item_price",
        "itemPrice",
        "product_price",
        "productPrice",
        "originalUnitPriceSet",
    ),
}
"""What senders write for these properties, of an order and of a product."""
LISTS = ("items", "line_items", "lineItems", "order_items", "orderItems", "order_lines",
         "orderLines", "cart_items", "cartItems")  # fmt: skip
"""What senders write for `products`."""
WRAPPINGS = frozenset({"order", "checkout", "cart", "product", "variant", "productVariant",
                       "merchandise", "item"})  # fmt: skip
"""Objects in which senders put properties of an order, and of a line."""
UNREAD = frozenset(
    {
        *(name for known in (ORDERS_NAMES, PRODUCTS_NAMES) for each in known.values()
          for name in each),
        *LISTS, *WRAPPINGS,
        "affiliation", "brand", "checkout_id", "coupon_id", "coupon_name", "creative", "filters",
        "image_url", "list_id", "list_name", "name", "position", "promotion_id",
        "query", "rating", "reason", "review_id", "shipping_method", "sorts", "step", "subtotal",
        "title", "url", "variant",
        # Of Segment's and RudderStack's envelopes and contexts.
        "receivedAt", "projectId", "version", "category", "options", "rudderId", "request_ip",
        "active", "app", "campaign", "ip", "locale", "location", "network", "referrer", "screen",
        "timezone", "groupId", "sessionId", "sessionStart", "collection", "encoding", "user_agent",
        "useragent",
    }
)  # fmt: skip
"""Others of the specifications: they are kept, and right as they are."""
