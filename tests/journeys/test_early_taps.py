"""A slow phone shows a page before it listens: what is tapped meanwhile is done all the same, once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.county import County
from tests.journeys.phones import Phone
from tests.journeys.roles import STUDIO
from tests.journeys.ways import at_the_office

# Another window that writes and writes: whatever opens meanwhile waits for the disk.
BUSY_DISK = """async () => {
  const { result: base } = await new Promise((done) => {
    indexedDB.open('fieldapp-device').onsuccess = ({ target }) => done(target);
  });
  const store = base.transaction('meta', 'readwrite').objectStore('meta');
  const again = () => { if (!globalThis.atRest) store.get('user').onsuccess = again; };
  again();
}"""


def test_a_tap_before_the_page_listens_is_not_lost(county: County, phone: Phone) -> None:
    at_the_office(county, phone, STUDIO)
    page, other = phone.page, phone.page.context.new_page()
    other.goto(f"{county.server.url}/phone")
    other.evaluate(BUSY_DISK)
    phone.go("/phone/sync")
    expect(page.get_by_text("正在看本机的内容…")).to_be_visible()
    take = page.get_by_role("button", name="打开同事交来的文件")
    phone.tap(take)
    phone.tap(take)  # impatient
    expect(page.get_by_role("radio", name="有网络就传")).to_have_count(0)  # what cannot be kept cannot be chosen yet
    with page.expect_file_chooser():
        other.evaluate("globalThis.atRest = true")
    other.close()
    phone.tap(page.get_by_role("radio", name="有网络就传"))
    expect(page.get_by_label("同事交来的文件", exact=True)).to_have_count(1)
