"""The order in which the file format wants the properties of a thing; Word calls other orders damaged."""

from typing import Any

from app.word.markup import PARAGRAPH_FORMAT, RUN_FORMAT, W

SECTION = W + "sectPr"
SETTINGS = W + "settings"
_IN_PARAGRAPHS = """
    pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
    suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
    snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
    textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange
"""
_IN_RUNS = """
    rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish
    webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang
    eastAsianLayout specVanish oMath rPrChange
"""
_IN_SECTIONS = """
    headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols
    formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange
"""
_IN_SETTINGS = """
    writeProtection view zoom removePersonalInformation removeDateAndTime doNotDisplayPageBoundaries
    displayBackgroundShape printPostScriptOverText printFractionalCharacterWidth printFormsData embedTrueTypeFonts
    embedSystemFonts saveSubsetFonts saveFormsData mirrorMargins alignBordersAndEdges bordersDoNotSurroundHeader
    bordersDoNotSurroundFooter gutterAtTop hideSpellingErrors hideGrammaticalErrors activeWritingStyle proofState
    formsDesign attachedTemplate linkStyles stylePaneFormatFilter stylePaneSortMethod documentType mailMerge
    revisionView trackRevisions doNotTrackMoves doNotTrackFormatting documentProtection autoFormatOverride
    styleLockTheme styleLockQFSet defaultTabStop autoHyphenation consecutiveHyphenLimit hyphenationZone
    doNotHyphenateCaps showEnvelope summaryLength clickAndTypeStyle defaultTableStyle evenAndOddHeaders
"""
_PLACES = {
    tag: {W + name: at for at, name in enumerate(names.split())}
    for tag, names in {
        PARAGRAPH_FORMAT: _IN_PARAGRAPHS,
        RUN_FORMAT: _IN_RUNS,
        SECTION: _IN_SECTIONS,
        SETTINGS: _IN_SETTINGS,
    }.items()
}


def insert(parent: Any, child: Any) -> None:
    """Put a property where its order wants it."""
    places = _PLACES.get(parent.tag, {})
    mine = places.get(child.tag, len(places))
    later = next((other for other in parent if places.get(other.tag, len(places)) > mine), None)
    if later is None:
        parent.append(child)
    else:
        later.addprevious(child)
