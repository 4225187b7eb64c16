"""The shell of every page: layouts, components, styles, scripts, and the template engine that draws them.

It knows no noun of the administration: what stands in menus and footers is registered by the modules that own it.
"""
