"""What Y sees of X's posts, in Python."""

import pytest

from ui.expecting import expect


def test_a_post_travels_as_long_as_its_link(cluster, experiment):
    cluster.do('post X "dinner?"', name="dinner")
    cluster.wait("39ms")
    cluster.do("feed Y", name="early")
    cluster.expect('early does not show "dinner?"')
    cluster.wait_until("41ms")
    cluster.do("feed Y", name="late")
    cluster.expect('late shows "dinner?"')
    assert experiment.now_us == 41_001


@pytest.mark.quorumscope("did-my-post-vanish", variant="sticky")
def test_a_sticky_user_reads_own_posts(cluster):
    cluster.do('post X "mine"', name="mine")
    cluster.wait("5ms")
    cluster.do("feed X", name="again")
    cluster.wait("5ms")
    cluster.expect('again shows "mine"')


@pytest.mark.quorumscope(set={"w": 3})
def test_a_write_that_everybody_acknowledges_waits_for_the_farthest(cluster):
    cluster.do('post X "dinner?"', name="dinner")
    cluster.expect("latency of dinner = 150ms within 200ms")


def test_what_is_posted_comes_to_the_screen_of_y(page, cluster):
    cluster.do('post X "dinner?"')
    cluster.wait("50ms")
    page.get_by_role("button", "Refresh the feed of Y").click()
    expect(page.screen("Y")).to_contain_text("dinner?")
    expect(page.get_by_role("button", "Pause")).to_be_enabled()
