/// Pages to add.
enum Page {
  static let tides = """
    <!doctype html><html lang="en"><head><title>Tides of the inner harbour | The Coast Paper</title>
    <link rel="canonical" href="https://coast.example/tides">
    <meta property="og:title" content="Tides of the inner harbour">
    <meta property="og:site_name" content="The Coast Paper"><meta name="author" content="Ada Marlow">
    <meta property="article:published_time" content="2025-03-04T08:00:00Z"></head>
    <body><nav><a href="/">Home</a></nav><article><h1>Tides of the inner harbour</h1>
    <p>The inner harbour empties twice a day, and twice a day it fills again. Nobody who lives here
    needs a table to know the hour.</p><p>Since 1911 the gauge at the old pier has been read by hand.
    “We write it down,” said the keeper, “because the sea does not.”</p>
    <p>The mean level rose by 21&nbsp;centimetres in that time, and most of it came after 1970.</p>
    </article><footer>Copyright</footer></body></html>
    """

  static let gauge = """
    # The gauge at the old pier

    By Ben Ode

    The gauge was built in 1911 and has been moved once. It is read at high water and at low water.
    """
}
