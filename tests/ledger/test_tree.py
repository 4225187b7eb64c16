"""The tree against the definition of RFC 6962 § 2.1, written out plainly, and its published test roots."""

import hashlib

import pytest
from hypothesis import given, strategies as st

from parvis.ledger.domain.tree import Tree, leaf_hash, node_hash

# The leaves and roots of the Certificate Transparency reference tests.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def plainly(leaves: list[bytes]) -> bytes:
    """MTH, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(plainly(leaves[:k]), plainly(leaves[k:]))


def test_the_published_roots():
    tree = Tree()
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.append(leaf_hash(leaf))
        assert tree.root().hex() == root


@given(st.integers(0, 300), st.integers(0, 300))
def test_appending_in_two_passes_gives_the_root_of_the_definition(first, more):
    leaves = [leaf_hash(str(number).encode()) for number in range(first + more)]
    tree = Tree()
    for leaf in leaves[:first]:
        tree.append(leaf)
    tree = Tree.restore(tree.size, tree.frontier())
    for leaf in leaves[first:]:
        tree.append(leaf)
    assert tree.root() == plainly(leaves)


def test_a_frontier_that_does_not_fit_is_refused():
    with pytest.raises(ValueError):
        Tree.restore(3, b"x" * 32)
