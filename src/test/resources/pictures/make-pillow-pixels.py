#!/usr/bin/python3
"""Writes pillow-pixels.tsv: small generated pictures of many kinds, and the pixels that Pillow's
convert("RGB") gives for them. Run with Debian 12's python3-pil (9.4), python3-numpy, imagemagick
and libjpeg-turbo-progs. Columns: name, width, height, file, pixels; the last two in base64."""
import base64, io, os, struct, subprocess, zlib
import numpy as np
from PIL import Image

W, H = 9, 7
y, x = np.mgrid[0:H, 0:W]
rgb = np.stack([x * 31 % 256, y * 41 % 256, x * y * 19 % 256], -1).astype(np.uint8)
grey = ((x * 27 + y * 5) % 256).astype(np.uint8)
alpha = (x * 28).astype(np.uint8)
rgb16 = (np.stack([x * 7900, y * 9400, x * y * 1357], -1) % 65536).astype(">u2")
grey16 = (x * 41 + y * 3).astype(">u2")
picture = Image.fromarray(rgb)
lines = []


def add(name, data):
    im = Image.open(io.BytesIO(data)).convert("RGB")
    lines.append("\t".join([name, str(im.width), str(im.height)] + [base64.b64encode(b).decode() for b in (data, im.tobytes())]))


def saved(im, form, **options):
    out = io.BytesIO()
    im.save(out, form, **options)
    return out.getvalue()


def magick(im, form, *options):
    png = saved(im, "PNG")
    return subprocess.run(["/usr/bin/convert-im6.q16", "png:-", "-strip", *options, form + ":-"], input=png, stdout=subprocess.PIPE, check=True).stdout


def cjpeg(im, *options):
    return subprocess.run(["cjpeg", "-quality", "90", *options], input=saved(im, "PPM"), stdout=subprocess.PIPE, check=True).stdout


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(samples, depth, colour, *extra):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", W, H, depth, colour, 0, 0, 0))
    rows = b"".join(b"\0" + row.tobytes() for row in samples)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


# Standard tables of an RGB profile with ProPhoto's primaries and gamma 1.8.
def icc():
    s15 = lambda v: struct.pack(">i", round(v * 65536))
    xyz = lambda *v: b"XYZ \0\0\0\0" + b"".join(map(s15, v))
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, 461) + b"\0\0"
    tags = [(b"wtpt", xyz(.9642, 1, .8249)), (b"rXYZ", xyz(.79767, .28804, 0)), (b"gXYZ", xyz(.13519, .71188, 0)),
            (b"bXYZ", xyz(.03134, .00009, .82491)), (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)]
    table, body, at = b"", b"", 132 + 12 * len(tags)
    for name, data in tags:
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    head = struct.pack(">I4sI4s4s4s", at + len(body), b"lcms", 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12) + b"acsp"
    head += bytes(28) + s15(.9642) + s15(1) + s15(.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


for number in range(1, 9):
    add("tiff orientation %d" % number, saved(picture, "TIFF", tiffinfo={274: number}))
add("tiff cmyk", saved(Image.fromarray(np.dstack([rgb, alpha]), "CMYK"), "TIFF"))
add("tiff colour profile", saved(picture, "TIFF", icc_profile=icc()))
add("tiff palette", saved(picture.quantize(20), "TIFF"))
add("tiff float", saved(Image.fromarray(grey16.astype(np.float32) - 40), "TIFF"))
add("tiff grey 16", saved(Image.fromarray(grey16.astype("<u2")), "TIFF"))
add("tiff alpha lzw", saved(Image.fromarray(np.dstack([rgb, alpha]), "RGBA"), "TIFF", compression="tiff_lzw"))
add("tiff one bit", saved(Image.fromarray(grey).convert("1"), "TIFF", compression="group4"))
add("tiff rgb 16", magick(Image.fromarray(rgb), "tiff", "-evaluate", "multiply", "0.7", "-depth", "16", "-compress", "None"))
add("tiff min is white", magick(Image.fromarray(grey), "tiff", "-define", "quantum:polarity=min-is-white", "-compress", "None"))
add("png rgb 16", png(rgb16, 16, 2))
add("png rgb 16 alpha", png(np.dstack([rgb16, (alpha * 257).astype(">u2")]).astype(">u2"), 16, 6))
add("png grey 16", png(grey16, 16, 0))
add("png grey 16 transparent level", png(grey16, 16, 0, chunk(b"tRNS", struct.pack(">H", 41))))
add("png grey 16 alpha", png(np.dstack([rgb16[..., 0], rgb16[..., 1]]), 16, 4))
add("png palette", saved(picture.quantize(20), "PNG"))
add("png grey alpha", png(np.dstack([grey, alpha]), 8, 4))
add("bmp 5-5-5", magick(picture, "bmp", "-define", "bmp:subtype=RGB555"))
add("bmp 5-6-5", magick(picture, "bmp", "-define", "bmp:subtype=RGB565"))
add("bmp 24", saved(picture, "BMP"))


def in_screen(gif):
    data = bytearray(gif)
    at = 13 + (3 * (2 << (data[10] & 7)) if data[10] & 0x80 else 0)
    while data[at] != 0x2C:
        at += 2
        while data[at]:
            at += 1 + data[at]
        at += 1
    data[6:10] = struct.pack("<HH", 14, 12)
    data[at + 1:at + 5] = struct.pack("<HH", 3, 2)
    return bytes(data)


add("gif", saved(picture.quantize(20), "GIF"))
add("gif in a larger screen", in_screen(saved(picture.quantize(20), "GIF")))
add("gif in a larger screen transparent", in_screen(saved(picture.quantize(20), "GIF", transparency=5)))
add("webp lossy", saved(picture.resize((21, 17)), "WEBP", quality=75))
add("webp lossless", saved(picture, "WEBP", lossless=True))
add("webp alpha", saved(Image.fromarray(np.dstack([rgb, alpha]), "RGBA"), "WEBP", lossless=True, exact=True))
size = b"\n%d %d\n" % (W, H)
text = lambda a: b" ".join(b"%d" % v for v in a.ravel()) + b"\n"
add("pnm p1", b"P1" + size + b"\n".join(text(r) for r in (x + y) % 2))
add("pnm p1 without spaces", b"P1" + size + text((x + y) % 2).replace(b" ", b""))
add("pnm p2", b"P2" + size + b"255\n" + text(grey))
add("pnm p2 of 100", b"P2" + size + b"100\n" + text(grey % 101))
add("pnm p3 with a comment", b"P3\n# made by hand" + size + b"255\n" + text(rgb))
add("pnm p4", b"P4" + size + np.packbits((x * y) % 2, axis=1).tobytes())
add("pnm p5", b"P5" + size + b"255\n" + grey.tobytes())
add("pnm p5 of 7", b"P5" + size + b"7\n" + (grey % 8).tobytes())
add("pnm p5 of 65535", b"P5" + size + b"65535\n" + grey16.tobytes())
add("pnm p5 of 40000", b"P5" + size + b"40000\n" + grey16.tobytes())
add("pnm p6 with a comment", b"P6\n# made by hand" + size + b"255\n" + rgb.tobytes())
add("pnm p6 of 100", b"P6" + size + b"100\n" + (rgb % 101).tobytes())
add("pnm p6 of 65535", b"P6" + size + b"65535\n" + rgb16.tobytes())
add("jpeg 4:2:0 with a colour profile", saved(picture.resize((21, 17)), "JPEG", icc_profile=icc()))
add("jpeg cmyk", saved(Image.fromarray(np.dstack([rgb, alpha]), "CMYK"), "JPEG"))
add("turbojpeg 4:4:0", cjpeg(picture.resize((21, 17)), "-sample", "1x2"))
add("turbojpeg mixed sampling", cjpeg(picture.resize((21, 17)), "-sample", "2x2,2x1,1x2"))
add("turbojpeg arithmetic", cjpeg(picture, "-arithmetic"))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "pillow-pixels.tsv"), "w") as out:
    out.write("\n".join(lines) + "\n")
