/* Read only by browsers without modules: the IE mode of domestic browsers. */
(function () {
  function notice() {
    var box = document.createElement("div");
    box.setAttribute("role", "alert");
    box.style.cssText = "position:fixed;left:0;right:0;top:0;z-index:99999;padding:24px;background:#fff3cd;color:#000;font-size:18px;text-align:center;border-bottom:2px solid #b8860b";
    box.appendChild(document.createTextNode("当前浏览器处于兼容模式，页面不能正常使用。请点击地址栏右侧的图标，切换到“极速模式”。 Please switch your browser to its speed (Chromium) mode."));
    document.body.insertBefore(box, document.body.firstChild);
  }
  if (document.readyState === "loading") { document.attachEvent ? window.attachEvent("onload", notice) : document.addEventListener("DOMContentLoaded", notice); } else { notice(); }
})();
