from functions.stream.lake_line import lake_line
from tests.unit.builders import event


def test_a_cancelled_order_is_taken_back_as_a_whole() -> None:
    line = lake_line(event("m1", "Order Cancelled", "tea", order_id="o1"))
    assert (line["kind"], line["items"]) == ("return", [])
    part = lake_line(event("m1", "Order Refunded", "tea", order_id="o1"))
    assert (part["kind"], [item["item_id"] for item in part["items"]]) == ("return", ["tea"])


def test_an_updated_order_is_one_more_report_of_it() -> None:
    assert lake_line(event("m1", "Order Updated", "tea", order_id="o1"))["kind"] == "purchase"
    assert lake_line(event("m1", "Order Updated", order_id="o1"))["kind"] is None
    claimed = event("m1", "Order Updated", "tea", order_id="o1", verified=False)
    assert lake_line(claimed)["kind"] is None


def test_who_objects_is_not_learned_from() -> None:
    assert lake_line(event("m1", "Product Viewed", "tea"))["learn"] is True
    assert lake_line(event("m1", "Product Viewed", "tea"), learn=False)["learn"] is False
    assert lake_line(event("m1", "Product Viewed", "tea", learn=False))["learn"] is False
