"""How sharp a picture is: what tells a page that can be read from one that was moved or out of focus.

The variance of the Laplacian (Pech-Pacheco et al., *Diatom autofocusing in brightfield microscopy*, ICPR 2000), of the
picture at one size, in tiles; what counts is one of the sharpest tiles, for most of a page is empty paper.
"""

from array import array

from PIL import Image, ImageFilter, ImageMath

#: pixels of the longer side at which it is measured: print of 10 points on A4 is then some 14 pixels high
SIDE = 1_200
TILES = 10
#: the share of tiles that may be sharper than the one that counts
_SHARPER = 0.05
_LAPLACIAN = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=2, offset=128)


def of(picture: Image.Image) -> int:
    """The sharpness of an upright picture, at least 1; some 20 and less where print can't be read."""
    grey = picture.convert("L")
    grey.thumbnail((SIDE, SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    if min(grey.size) < 3 * TILES:
        return 1_000  # an icon: nobody reads a page in it
    edges = grey.filter(_LAPLACIAN).crop((1, 1, grey.width - 1, grey.height - 1))
    squared = ImageMath.lambda_eval(
        lambda args: (args["convert"](args["edges"], "F") - 128.0) * (args["convert"](args["edges"], "F") - 128.0),
        edges=edges,
    )
    tiles = squared.resize((TILES, TILES), Image.Resampling.BOX)
    means = sorted(array("f", tiles.tobytes()), reverse=True)
    found: float = means[int(len(means) * _SHARPER)]
    return max(1, min(30_000, round(found)))
